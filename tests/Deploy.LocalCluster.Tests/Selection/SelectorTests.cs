using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Selection;

namespace Deploy.LocalCluster.Tests.Selection;

public sealed class SelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web", ["tier"] = "front", ["size"] = "7", ["x.io/empty"] = "" };

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier=front", true)]
    [InlineData("app=web,tier!=front", false)]
    [InlineData("missing!=x", true)]
    [InlineData("app in (web, api)", true)]
    [InlineData("app notin (web)", false)]
    [InlineData("missing notin (a)", true)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("! missing", true)]
    [InlineData("size>6", true)]
    [InlineData("size < 7", false)]
    [InlineData("app>1", false)]
    [InlineData("x.io/empty=", true)]
    [InlineData(" app = web , tier in (front) ", true)]
    public void A_selector_selects(string text, bool matches) => Assert.Equal(matches, LabelSelectorParser.Parse(text).Matches(Labels));

    [Theory]
    [InlineData("app=web,")]
    [InlineData("app in web")]
    [InlineData("app in (web")]
    [InlineData("app is web")]
    [InlineData("=web")]
    [InlineData("a/b/c=web")]
    [InlineData("app=web)")]
    public void What_is_no_selector_is_refused(string text) => Assert.Equal(400, Assert.Throws<ApiException>(() => LabelSelectorParser.Parse(text)).Code);
}
