using Deploy.Storage.Faults;
using Deploy.Storage.Packages;

namespace Deploy.Storage.Tests.Packages;

public sealed class PackageAddressTests
{
    [Theory]
    [InlineData("orders", "1.0.0+build.7", "orders-1.0.0-ark-biz.jar")]
    [InlineData("a", "1", "b")]
    public void Names_go_there_and_back(string module, string version, string file)
    {
        var address = new PackageAddress(module, version, file);
        Assert.True(PackageAddress.TryParse(address.BlobName, out var back));
        Assert.Equal(address, back);
    }

    [Theory]
    [InlineData("", "1", "a.jar")]
    [InlineData("..", "1", "a.jar")]
    [InlineData("a/b", "1", "a.jar")]
    [InlineData("a", "1", "../a.jar")]
    [InlineData("a", "1 2", "a.jar")]
    [InlineData("a", "1", "a.jar\n")]
    public void A_part_that_could_lead_elsewhere_is_refused(string module, string version, string file)
    {
        var e = Assert.Throws<StorageException>(() => new PackageAddress(module, version, file));
        Assert.Equal("OtherUpstream.InvalidParameter", e.Code);
        Assert.False(PackageAddress.TryParse($"{module}/{version}/{file}", out _));
    }
}
