using Deploy.LocalCluster.Nodes.Images;

namespace Deploy.LocalCluster.Tests.Nodes;

public sealed class ImageCatalogTests
{
    [Theory]
    [InlineData("registry.local/crash:1", "crash")]
    [InlineData("registry.local/oom", "oom")]
    [InlineData("registry.local/slow@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "slow")]
    [InlineData("registry.local/shop/crash:1", "ok")]
    [InlineData("registry.example/library/crash:1", "ok")]
    [InlineData("crash:1", "ok")]
    [InlineData("nginx", "ok")]
    [InlineData("localhost:5000/team/app:2.0.0", "ok")]
    public void The_name_in_the_simulated_registry_chooses(string image, string expected) =>
        Assert.Same(ImageCatalog.All[expected], ImageCatalog.Find(image));

    [Theory]
    [InlineData("")]
    [InlineData("UPPER")]
    [InlineData("has space")]
    [InlineData("nginx:")]
    [InlineData("nginx:bad tag")]
    [InlineData("a//b")]
    public void What_is_no_reference_is_invalid(string image) => Assert.True(ImageCatalog.Find(image).InvalidName);

    [Fact]
    public async Task The_documentation_lists_exactly_the_images_that_there_are()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Deploy.slnx")))
            folder = folder.Parent;
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "docs", "simulated-images.md"));
        var documented = lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(line => line.Split('|')[1].Trim());
        Assert.Equal(ImageCatalog.All.Keys.Order(), documented.Order());
    }
}
