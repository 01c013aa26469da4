using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Packages;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Tests.Packages;

public sealed class ModulePackagesTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("packages-");
    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ModulePackages Packages => new(lab.Store.Packages, lab.Client);

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync(loops: false);

    public async ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        await lab.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_added_under_the_name_of_its_manifest_listed_and_tested()
    {
        var added = await Packages.AddAsync(new() { Path = File("orders.jar", Zips.Biz()), By = "me" }, null, Token);

        Assert.Equal("orders/1.0.0/orders.jar", added.Package.Address.BlobName);
        Assert.Equal("me", Assert.Single(await Packages.ListAsync("ord*", ct: Token).ToListAsync(Token)).By);
        Assert.Empty(await Packages.ListAsync("stock", ct: Token).ToListAsync(Token));
        Assert.True((await Packages.TestAsync(added.Package.Address, null, Token)).IsValid);
        Assert.True((await Packages.AddAsync(new() { Path = File("orders.jar", Zips.Biz()) }, null, Token)).AlreadyStored);
    }

    [Theory]
    [InlineData("stock", null, "Package.Mismatch")]
    [InlineData(null, "2.0.0", "Package.Mismatch")]
    public async Task What_does_not_fit_is_refused_and_nothing_is_stored(string? name, string? version, string code)
    {
        var e = await Assert.ThrowsAsync<DeployException>(() =>
            Packages.AddAsync(new() { Path = File("orders.jar", Zips.Biz()), Name = name, Version = version }, null, Token));
        Assert.Equal(code, e.Code.Code);
        Assert.Empty(await lab.Store.Packages.ListAsync(ct: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Other_content_of_the_same_version_is_refused()
    {
        await Packages.AddAsync(new() { Path = File("orders.jar", Zips.Biz()) }, null, Token);
        var other = Zips.Of(("META-INF/MANIFEST.MF", "Ark-Biz-Name: orders\nArk-Biz-Version: 1.0.0\n"));
        var e = await Assert.ThrowsAsync<DeployException>(() => Packages.AddAsync(new() { Path = File("orders.jar", other) }, null, Token));
        Assert.Equal("Package.Exists", e.Code.Code);
    }

    [Fact]
    public async Task A_package_in_use_is_not_removed_without_force()
    {
        var address = (await Packages.AddAsync(new() { Path = File("orders.jar", Zips.Biz()) }, null, Token)).Package.Address;
        var url = (await lab.Store.Packages.SignAsync(address, TimeSpan.FromDays(1), Token)).Url;
        await lab.DeployAsync("orders", url.AbsoluteUri, 1);

        var e = await Assert.ThrowsAsync<DeployException>(() => Packages.RemoveAsync(address, ct: Token));
        Assert.Equal("Package.InUse", e.Code.Code);
        Assert.Contains("Deployment default/orders", e.Message, StringComparison.Ordinal);
        Assert.Equal("Deployment default/orders", (await Packages.ListAsync(ct: Token).SingleAsync(Token)).NeededBy);
        Assert.True(await Packages.RemoveAsync(address, force: true, Token));
        Assert.False(await Packages.RemoveAsync(address, force: true, Token));
    }

    [Fact]
    public async Task Pruning_keeps_the_last_ones_and_those_in_use()
    {
        for (var i = 0; i < 6; i++)
            await Packages.AddAsync(new() { Path = File("orders.jar", Zips.Biz(version: $"{i}")) }, null, Token);
        var first = new PackageAddress("orders", "0", "orders.jar");
        await lab.DeployAsync("orders", (await lab.Store.Packages.SignAsync(first, TimeSpan.FromDays(1), Token)).Url.AbsoluteUri, 1);
        var task = new PrunePackages(lab.Context(new() { PackagesKept = 2 }));

        Assert.Equal(3, (await task.PlanAsync(lab.Now, Token)).Actions.Count);
        Assert.Equal(3, (await task.RunAsync(lab.Now, Token)).Done);

        Assert.Equal(["0", "4", "5"], await lab.Store.Packages.ListAsync(ct: Token).Select(p => p.Address.Version).ToArrayAsync(Token));
        Assert.Empty((await task.PlanAsync(lab.Now, Token)).Actions);
    }

    [Fact]
    public async Task Pruning_spares_what_another_cluster_of_the_same_store_needs()
    {
        for (var i = 0; i < 3; i++)
            await Packages.AddAsync(new() { Path = File("shared.jar", Zips.Biz("shared", $"{i}")) }, null, Token);
        await using var other = await MaintenanceLab.StartAsync(loops: false);
        var first = new PackageAddress("shared", "0", "shared.jar");
        await other.DeployAsync("shared", (await lab.Store.Packages.SignAsync(first, TimeSpan.FromDays(1), Token)).Url.AbsoluteUri, 1);
        var context = new MaintenanceContext(lab.Client, lab.Store, new() { PackagesKept = 1 }, lab.Time) { Neighbours = [other.Client] };

        var plan = await new PrunePackages(context).PlanAsync(lab.Now, Token);

        Assert.Equal("Package shared/1/shared.jar", Assert.Single(plan.Actions, action => action.Target.Contains("shared", StringComparison.Ordinal)).Target);
        using var away = other.NewClient(new KillSwitch(0));
        var blind = await new PrunePackages(new(lab.Client, lab.Store, context.Options, lab.Time) { Neighbours = [away] }).RunAsync(lab.Now, Token);
        Assert.Equal((MaintenanceOutcome.Failed, 0), (blind.Outcome, blind.Done));
    }

    [Fact]
    public async Task Killed_after_any_write_an_upload_is_finished_by_the_next()
    {
        var content = Zips.Of([("META-INF/MANIFEST.MF", "Ark-Biz-Name: orders\nArk-Biz-Version: 1\n"u8.ToArray()), ("data", Random(400_000))]);
        var points = 0;
        for (var done = false; !done; points++)
        {
            var upload = new PackageUpload
            {
                Address = new("orders", $"{points}", "orders.jar"), Size = content.Length, By = "tests", BlockSize = 64 << 10, Parallel = 1,
                Sha256 = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content)),
            };
            var kill = new KillSwitch(points + 1);
            try
            {
                await lab.NewStore(kill).Packages.UploadAsync(upload, new MemoryStream(content), null, Token);
                done = true;
            }
            catch (Storage.Faults.StorageException) when (kill.IsDead)
            {
                // This is the kill.
            }
            var result = await lab.Store.Packages.UploadAsync(upload, new MemoryStream(content), null, Token);
            Assert.Equal(upload.Sha256, (await lab.Store.Packages.VerifyAsync(upload.Address, Token)).Sha256, ignoreCase: true);
            Assert.True(result.AlreadyStored || result.BytesSent + result.BytesResumed == content.Length);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{points - 1} kill points of an upload");
        Assert.True(points > 6);
    }

    private static byte[] Random(int size)
    {
        var bytes = new byte[size];
        new Random(11).NextBytes(bytes);
        return bytes;
    }

    private string File(string name, byte[] content)
    {
        var path = Path.Combine(folder.FullName, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }
}
