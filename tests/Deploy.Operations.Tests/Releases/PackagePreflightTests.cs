using System.Net;
using System.Net.Http.Headers;
using Deploy.Operations.Errors;
using Deploy.Operations.Releases;
using Deploy.Operations.Tests.Packages;

namespace Deploy.Operations.Tests.Releases;

/// <summary>A package is asked for where its URL leads, before anything is changed.</summary>
public sealed class PackagePreflightTests(ReleaseCluster cluster)
{
    private const string Url = "https://packages.invalid/orders-1.0.0.jar?sig=planted-sig";

    [Fact]
    public async Task One_that_is_there_and_whole_passes_with_two_small_requests()
    {
        var host = new PackageHost { Content = Zips.Biz() };
        var plan = await PlanAsync(host);
        var check = Assert.Single(plan.Preflight, check => check.Message.Contains("whole", StringComparison.Ordinal));
        Assert.True(check.Passed);
        Assert.Equal(["bytes=0-3", $"bytes=0-{host.Content.Length - 1}"], host.Asked);
        // That the cluster has no base is said beside it.
        Assert.DoesNotContain(plan.Warnings, warning => warning.Contains("package", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Package.UrlExpired", "Update-ModulePackageUrl")]
    [InlineData(HttpStatusCode.NotFound, "Package.NotFound", "no such package")]
    public async Task One_that_the_host_refuses_is_refused_with_the_cause(HttpStatusCode status, string code, string reason)
    {
        var bed = await cluster.BedAsync();
        var failure = await RefusedAsync(bed, new PackageHost { Status = status });
        Assert.Equal(code, failure.Code.Code);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-sig", failure.Message, StringComparison.Ordinal);
        Assert.Null(await bed.Client.FindAsync(Deploy.Operations.Modules.WorkloadResources.Deployments, bed.Namespace, "orders"));
    }

    [Fact]
    public async Task One_that_was_cut_off_is_refused()
    {
        var whole = Zips.Biz();
        Assert.Equal(PackageCodes.Damaged, (await RefusedAsync(await cluster.BedAsync(), new PackageHost { Content = whole[..^30] })).Code);
        Assert.Equal(PackageCodes.Damaged, (await RefusedAsync(await cluster.BedAsync(), new PackageHost { Content = [.. whole[..40], .. whole[^22..]] })).Code);
        Assert.Equal(PackageCodes.Damaged, (await RefusedAsync(await cluster.BedAsync(), new PackageHost { Content = "<html>not found</html>"u8.ToArray() })).Code);
    }

    [Fact]
    public async Task One_with_another_digest_than_was_uploaded_is_refused() =>
        Assert.Equal(PackageCodes.DigestMismatch, (await RefusedAsync(await cluster.BedAsync(), new PackageHost { Content = Zips.Biz(), Digest = "00ff" })).Code);

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, false)]
    [InlineData(HttpStatusCode.OK, true)]
    public async Task Where_it_cannot_be_told_from_here_it_is_a_warning(HttpStatusCode status, bool unreachable)
    {
        var plan = await PlanAsync(new PackageHost { Status = status, IsUnreachable = unreachable });
        var warning = Assert.Single(plan.Warnings, warning => warning.Contains("cannot be asked for from here", StringComparison.Ordinal));
        Assert.DoesNotContain("planted-sig", warning, StringComparison.Ordinal);
        Assert.All(plan.Preflight, check => Assert.True(check.Passed));
    }

    [Fact]
    public async Task A_host_without_ranges_is_asked_once()
    {
        var host = new PackageHost { Content = Zips.Biz(), HasRanges = false };
        Assert.All((await PlanAsync(host)).Preflight, check => Assert.True(check.Passed));
        Assert.Single(host.Asked);
    }

    private async Task<ReleasePlan> PlanAsync(PackageHost host)
    {
        var bed = await cluster.BedAsync();
        return await Releases(bed, host).PlanPublishAsync(Request(bed));
    }

    private static async Task<DeployException> RefusedAsync(ReleaseBed bed, PackageHost host)
    {
        var releases = Releases(bed, host);
        var plan = await releases.PlanPublishAsync(Request(bed));
        return await Assert.ThrowsAsync<DeployException>(() => releases.RunAsync(plan));
    }

    private static ReleaseRequest Request(ReleaseBed bed) =>
        ReleaseRequest.FromSpec(bed.Spec(name: "orders", image: Url) with { PackageSha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }, ReleaseBed.Bounded(null));

    private static ModuleReleases Releases(ReleaseBed bed, PackageHost host) => new(bed.Client, TimeProvider.System, new ReleaseEnvironment { GateHandler = () => host });

    private sealed class PackageHost : HttpMessageHandler
    {
        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public bool IsUnreachable { get; init; }

        public bool HasRanges { get; init; } = true;

        public byte[] Content { get; init; } = [];

        public string? Digest { get; init; }

        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.Headers.Range?.ToString() ?? "all");
            if (IsUnreachable)
                throw new HttpRequestException(HttpRequestError.NameResolutionError, "no such host");
            if (Status != HttpStatusCode.OK)
                return Task.FromResult(new HttpResponseMessage(Status));
            var range = HasRanges ? request.Headers.Range!.Ranges.Single() : new RangeItemHeaderValue(0, Content.Length - 1);
            var (from, to) = ((int)range.From!.Value, (int)Math.Min(range.To!.Value, Content.Length - 1));
            var answer = new HttpResponseMessage(HasRanges ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { Content = new ByteArrayContent(Content[from..(to + 1)]) };
            if (HasRanges)
                answer.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, to, Content.Length);
            if (Digest is not null)
                answer.Headers.Add("x-ms-meta-sha256", Digest);
            return Task.FromResult(answer);
        }
    }
}
