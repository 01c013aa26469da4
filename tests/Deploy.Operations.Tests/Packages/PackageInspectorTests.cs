using Deploy.Operations.Errors;
using Deploy.Operations.Packages;

namespace Deploy.Operations.Tests.Packages;

public sealed class PackageInspectorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_biz_says_what_it_is()
    {
        var found = await InspectAsync(Zips.Biz(), new("orders", "1.0.0"));
        Assert.Empty(found.Problems);
        Assert.Equal(("orders", "1.0.0", 2), (found.Name, found.Version, found.Entries));
        Assert.Equal(64, found.Sha256.Length);
        Assert.Same(found, found.Demand());
    }

    [Fact]
    public async Task A_plain_zip_may_say_it_in_module_json()
    {
        var found = await InspectAsync(Zips.Of(("module.json", """{"name":"stock","version":"2","more":[1]}"""), ("bin/run", "x")));
        Assert.Equal(("stock", "2"), (found.Name, found.Version));
    }

    [Fact]
    public async Task A_name_over_two_lines_is_read_whole()
    {
        var found = await InspectAsync(Zips.Of(("META-INF/MANIFEST.MF", "Ark-Biz-Name: a-very-long\n -name\nArk-Biz-Version: 1\n")));
        Assert.Equal("a-very-long-name", found.Name);
    }

    [Fact]
    public async Task A_package_without_a_name_is_let_through_with_a_warning()
    {
        var found = await InspectAsync(Zips.Of(("index.html", "hello")), new("web", "1"));
        Assert.True(found.IsValid);
        Assert.Equal(PackageCodes.Unnamed, Assert.Single(found.Problems).Code);
    }

    [Theory]
    [InlineData("stock", "1.0.0", null, "Package.Mismatch")]
    [InlineData("orders", "1.0.1", null, "Package.Mismatch")]
    [InlineData("orders", "1.0.0", "00", "Package.DigestMismatch")]
    public async Task What_disagrees_with_the_command_is_refused(string name, string version, string? sha, string code)
    {
        var found = await InspectAsync(Zips.Biz(), new(name, version, sha));
        var e = Assert.Throws<DeployException>(found.Demand);
        Assert.Equal(code, e.Code.Code);
        Assert.Equal("orders.jar", e.Target);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/windows")]
    [InlineData("..\\evil")]
    public async Task An_entry_that_leads_out_is_refused(string name)
    {
        Assert.Equal("Package.Unsafe", await CodeAsync(Zips.Of((name, "x"))));
    }

    [Fact]
    public async Task A_link_and_a_doubled_entry_are_refused()
    {
        Assert.Equal("Package.Unsafe", await CodeAsync(Zips.Of([("link", "/etc/passwd"u8.ToArray())], attributes: unchecked((int)0xA1FF0000))));
        Assert.Equal("Package.Unsafe", await CodeAsync(Zips.Of(("a", "1"), ("a", "2"))));
    }

    [Fact]
    public async Task Bombs_are_refused_by_ratio_by_size_by_count_and_by_overlap()
    {
        var zeros = Zips.Of([("zeros", new byte[20 << 20])]);
        Assert.Equal("Package.TooLarge", await CodeAsync(zeros));
        Assert.Equal("Package.TooLarge", await CodeAsync(zeros, new() { Ratio = 1030, Unpacked = 10 << 20 }));
        Assert.Null(await CodeAsync(zeros, new() { Ratio = 1030 }));
        Assert.Equal("Package.TooLarge", await CodeAsync(Zips.Of(("a", "1"), ("b", "2")), new() { Entries = 1 }));
        Assert.Equal("Package.TooLarge", await CodeAsync(Zips.Of([("a", RandomBytes(5000))]), new() { Size = 2000 }));
        Assert.Equal("Package.Damaged", await CodeAsync(Zips.Overlapping(100)));
        Assert.Null(await CodeAsync(Zips.Overlapping(1)));
    }

    [Fact]
    public async Task What_is_no_zip_is_refused()
    {
        Assert.Equal("Package.Damaged", await CodeAsync([]));
        Assert.Equal("Package.Damaged", await CodeAsync("<html>403 Forbidden</html>"u8.ToArray()));
        Assert.Equal("Package.Damaged", await CodeAsync(Zips.Of(Array.Empty<(string, byte[])>())));
    }

    [Fact]
    public async Task Wherever_it_is_cut_off_it_is_refused()
    {
        var sound = Zips.Biz();
        for (var length = 0; length < sound.Length; length++)
            Assert.False((await InspectAsync(sound[..length])).IsValid, $"cut at {length}");
    }

    [Fact]
    public async Task Whatever_bit_flips_in_a_content_is_noticed()
    {
        var sound = Zips.Of([("data.bin", RandomBytes(400))]);
        // The first byte of a stored block has five bits that mean nothing.
        var start = 30 + "data.bin".Length + 1;
        for (var at = start; at < start + 400; at++)
        {
            byte[] flipped = [.. sound];
            flipped[at] ^= 0x10;
            Assert.False((await InspectAsync(flipped)).IsValid, $"flipped at {at}");
        }
    }

    [Fact]
    public async Task Whatever_byte_is_garbled_the_inspection_ends_with_a_verdict()
    {
        var sound = Zips.Biz();
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            byte[] garbled = [.. sound];
            for (var i = 0; i < 3; i++)
                garbled[random.Next(garbled.Length)] = (byte)random.Next(256);
            Assert.Equal(garbled.Length, (await InspectAsync(garbled)).Size);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said()
    {
        var e = await Assert.ThrowsAsync<DeployException>(() => PackageInspector.InspectFileAsync("no-such.jar", ct: Token));
        Assert.Equal("Package.Unreadable", e.Code.Code);
    }

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PackageLimits { Ratio = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PackageLimits { Entries = 0 });
    }

    private static async Task<string?> CodeAsync(byte[] zip, PackageLimits? limits = null) =>
        (await InspectAsync(zip, limits: limits)).Problems.FirstOrDefault(p => p.IsFatal)?.Code.Code;

    private static Task<PackageInspection> InspectAsync(byte[] zip, PackageExpectation? expected = null, PackageLimits? limits = null) =>
        PackageInspector.InspectAsync(new MemoryStream(zip), "orders.jar", expected, limits, Token);

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(3).NextBytes(bytes);
        return bytes;
    }
}
