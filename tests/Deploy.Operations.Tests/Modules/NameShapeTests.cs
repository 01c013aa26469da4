using Deploy.Operations.Modules;

namespace Deploy.Operations.Tests.Modules;

/// <summary>What names and images may look like, at the edges of each rule.</summary>
public sealed class NameShapeTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("a-1", true)]
    [InlineData("1a", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a.b", false)]
    [InlineData("A", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    public void Names_of_modules(string name, bool isValid) => Assert.Equal(isValid, NameShape.IsServiceName(name));

    [Theory]
    [InlineData("1-a", true)]
    [InlineData("a_b", false)]
    public void Namespaces(string name, bool isValid) => Assert.Equal(isValid, NameShape.IsDnsLabel(name));

    [Theory]
    [InlineData("1.0.0-rc.1_x", true)]
    [InlineData("A", true)]
    [InlineData(".1", false)]
    [InlineData("1.", false)]
    [InlineData("1 0", false)]
    [InlineData("1/0", false)]
    [InlineData("", false)]
    public void Values_of_labels(string value, bool isValid) => Assert.Equal(isValid, NameShape.IsLabelValue(value));

    [Fact]
    public void Labels_have_63_characters_at_most()
    {
        Assert.True(NameShape.IsServiceName(new string('a', 63)) && NameShape.IsLabelValue(new string('1', 63)));
        Assert.False(NameShape.IsServiceName(new string('a', 64)) || NameShape.IsLabelValue(new string('1', 64)));
        Assert.True(NameShape.IsLabelKey(new string('a', 253) + "/a"));
        Assert.False(NameShape.IsLabelKey(new string('a', 254) + "/a"));
    }

    [Theory]
    [InlineData("team", true)]
    [InlineData("example.org/Team_1", true)]
    [InlineData("/team", false)]
    [InlineData("example.org/", false)]
    [InlineData("Example.org/team", false)]
    [InlineData("a/b/c", false)]
    public void Keys_of_labels(string key, bool isValid) => Assert.Equal(isValid, NameShape.IsLabelKey(key));

    [Theory]
    [InlineData("DB_URL", true)]
    [InlineData("-a.b", true)]
    [InlineData("1A", false)]
    [InlineData("A=B", false)]
    [InlineData("", false)]
    public void Variables(string name, bool isValid) => Assert.Equal(isValid, NameShape.IsVariable(name));

    [Theory]
    [InlineData("nginx", true)]
    [InlineData("nginx:1.27", true)]
    [InlineData("nginx:_a", true)]
    [InlineData("registry.local/ok:1", true)]
    [InlineData("localhost:5000/team/app", true)]
    [InlineData("Registry-1.Example/a__b/c.d:v1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("a_b/c", true)]
    [InlineData("", false)]
    [InlineData("Nginx", false)]
    [InlineData("team/App", false)]
    [InlineData("a:", false)]
    [InlineData("a:.1", false)]
    [InlineData("a:1:2", false)]
    [InlineData("a:ü", false)]
    [InlineData("host:port/a", false)]
    [InlineData("host:/a", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a//b", false)]
    [InlineData("a-/b-", false)]
    [InlineData("no image", false)]
    [InlineData("a\n", false)]
    [InlineData("a@sha256:0123", false)]
    [InlineData("a@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", false)]
    [InlineData("a@b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", false)]
    public void Images(string image, bool isValid) => Assert.Equal(isValid, NameShape.IsImage(image));

    [Fact]
    public void Tags_have_128_characters_at_most()
    {
        Assert.True(NameShape.IsImage("a:" + new string('1', 128)));
        Assert.False(NameShape.IsImage("a:" + new string('1', 129)));
    }
}
