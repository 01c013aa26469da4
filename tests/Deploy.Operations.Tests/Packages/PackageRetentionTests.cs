using Deploy.Operations.Packages;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Tests.Packages;

public sealed class PackageRetentionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_newest_of_each_module_and_environment_stay()
    {
        var stored = Enumerable.Range(0, 25).Select(i => Package("orders", i, "a"))
            .Concat(Enumerable.Range(0, 20).Select(i => Package("orders", i, "b")))
            .Concat(Enumerable.Range(0, 3).Select(i => Package("stock", i, "a")));
        Assert.Equal(["0", "1", "2", "3", "4"], PackageRetention.Superfluous(stored, new HashSet<PackageAddress>(), 20).Select(p => p.Address.Version));
    }

    [Fact]
    public void What_something_needs_stays_however_old_it_is()
    {
        var stored = Enumerable.Range(0, 30).Select(i => Package("orders", i, "")).ToList();
        var needed = new HashSet<PackageAddress> { stored[0].Address, stored[9].Address };
        var gone = PackageRetention.Superfluous(stored, needed, 20);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], gone.Select(p => p.Address.Version));
    }

    private static StoredPackage Package(string module, int version, string environment) => new()
    {
        Address = new(module, version.ToString(System.Globalization.CultureInfo.InvariantCulture), "x.jar"),
        Sha256 = "", Size = 1, By = "", UploadedOn = Start.AddDays(version), Environment = environment, Url = new("https://x/y"), Version = "",
    };
}
