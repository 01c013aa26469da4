using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Roles;
using Deploy.Operations.Tests.Releases;

namespace Deploy.Operations.Tests.Roles;

public sealed class AppReleasesTests(ReleaseCluster cluster)
{
    private const string App = """
        service: shop
        image: registry.local/ok:1
        version: 1.2.0
        wait: 10s
        env: { COLOR: blue }
        roles:
          job: { replicas: 1, command: [work] }
          web: { replicas: 2, ports: ["http:8080"], service: 80 }
        """;

    [Fact]
    public async Task The_other_roles_start_after_the_first_healthy_primary_replica()
    {
        var bed = await cluster.BedAsync();
        var app = AppReader.Read(App, bed.Namespace);
        Assert.Equal(["web", "job"], app.Roles.Select(role => role.Name));
        var apps = new AppReleases(bed.Client, TimeProvider.System);
        var releases = await apps.RunAsync(await apps.PlanAsync(app));
        Assert.Equal([("shop-web", 2), ("shop-job", 1)], releases.Select(release => (release.Module, release.Responsive)));
        var pods = await bed.PodsAsync();
        var firstReady = pods.Where(pod => pod.Metadata.Labels[AppLabels.Role] == "web")
            .Min(pod => pod.Status.Conditions.First(condition => condition.Type == "Ready").LastTransitionTime);
        Assert.All(pods.Where(pod => pod.Metadata.Labels[AppLabels.Role] == "job"), pod => Assert.True(pod.Metadata.CreationTimestamp >= firstReady));
    }

    [Fact]
    public async Task Where_the_primary_fails_the_other_roles_are_not_started()
    {
        var bed = await cluster.BedAsync();
        var apps = new AppReleases(bed.Client, TimeProvider.System);
        var app = AppReader.Read(App.Replace("ok:1", "missing:1", StringComparison.Ordinal).Replace("10s", "60s", StringComparison.Ordinal), bed.Namespace);
        var failure = await Assert.ThrowsAsync<DeployException>(async () => await apps.RunAsync(await apps.PlanAsync(app)));
        Assert.Equal("Image", failure.Code.Source);
        Assert.Null(await bed.Client.FindAsync(WorkloadResources.Deployments, bed.Namespace, "shop-job"));
    }

    [Fact]
    public async Task A_primary_that_never_answers_ends_the_wait_and_says_what_it_waited_for()
    {
        var bed = await cluster.BedAsync();
        var apps = new AppReleases(bed.Client, TimeProvider.System);
        var app = AppReader.Read(App.Replace("ok:1", "never-ready:1", StringComparison.Ordinal).Replace("10s", "1s", StringComparison.Ordinal).Replace("service: 80", "service: 80, readiness: http:8080/up", StringComparison.Ordinal), bed.Namespace);
        var failure = await Assert.ThrowsAsync<DeployException>(async () => await apps.RunAsync(await apps.PlanAsync(app)));
        Assert.Equal(ReleaseCodes.TimedOut, failure.Code);
        Assert.Contains("role 'web' (shop 1.2.0)", failure.Message, StringComparison.Ordinal);
        Assert.Null(await bed.Client.FindAsync(WorkloadResources.Deployments, bed.Namespace, "shop-job"));
    }

    [Theory]
    [InlineData("service: a\nimage: b\nversion: 1\n", "has no roles")]
    [InlineData("service: a\nimage: b\nversion: 1\nrolls: {}\n", "has 'rolls'")]
    [InlineData("service: a\nimage: b\nversion: 1\nprimary: web\nroles: { job: {} }\n", "names 'web' as primary")]
    [InlineData("image: b\nversion: 1\nroles: { job: {} }\n", "does not say its service")]
    [InlineData("service: a\nimage: b\nversion: 1\nwait: soon\nroles: { job: {} }\n", "'soon' for wait")]
    public void What_is_no_app_is_refused(string yaml, string reason)
    {
        var failure = Assert.Throws<DeployException>(() => AppReader.Read(yaml));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }
}
