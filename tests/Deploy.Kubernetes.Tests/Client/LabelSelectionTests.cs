using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Tests.Client;

public sealed class LabelSelectionTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web", ["tier"] = "front" };

    [Theory]
    [InlineData("app", "In", "web,api", true, "app in (web,api)")]
    [InlineData("app", "In", "api", false, "app in (api)")]
    [InlineData("app", "NotIn", "web", false, "app notin (web)")]
    [InlineData("none", "NotIn", "web", true, "none notin (web)")]
    [InlineData("app", "Exists", "", true, "app")]
    [InlineData("none", "Exists", "", false, "none")]
    [InlineData("none", "DoesNotExist", "", true, "!none")]
    [InlineData("app", "DoesNotExist", "", false, "!app")]
    public void Every_operator_decides_and_is_written(string key, string verb, string values, bool matches, string query)
    {
        var selector = new LabelSelector { MatchExpressions = [new() { Key = key, Operator = verb, Values = values.Split(',') }] };

        Assert.Equal(matches, selector.Matches(Labels));
        Assert.Equal(query, selector.ToQuery());
    }

    [Fact]
    public void All_terms_must_hold_and_none_means_everything()
    {
        var both = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web", ["tier"] = "back" } };

        Assert.False(both.Matches(Labels));
        Assert.Equal("app=web,tier=back", both.ToQuery());
        Assert.True(new LabelSelector().Matches(Labels));
    }

    [Fact]
    public void An_unknown_operator_is_an_error() =>
        Assert.Throws<FormatException>(() => new LabelSelector { MatchExpressions = [new() { Key = "a", Operator = "Like" }] }.Matches(Labels));
}
