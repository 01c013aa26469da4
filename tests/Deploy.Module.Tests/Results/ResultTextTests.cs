using Deploy.Results;

namespace Deploy.Module.Tests.Results;

public sealed class ResultTextTests
{
    // What k8s.io/apimachinery's HumanDuration says of the same durations.
    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(125, "2m5s")]
    [InlineData(599, "9m59s")]
    [InlineData(600, "10m")]
    [InlineData(10_799, "179m")]
    [InlineData(10_800, "3h")]
    [InlineData(11_100, "3h5m")]
    [InlineData(28_800, "8h")]
    [InlineData(172_799, "47h")]
    [InlineData(172_800, "2d")]
    [InlineData(176_400, "2d1h")]
    [InlineData(691_200, "8d")]
    [InlineData(63_071_999, "729d")]
    [InlineData(63_072_000, "2y")]
    [InlineData(63_158_400, "2y1d")]
    [InlineData(252_288_000, "8y")]
    public void An_age_reads_as_kubectl_writes_it(int seconds, string text) => Assert.Equal(text, ResultText.Age(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0ms", 0)]
    [InlineData(7, "7ms", 0.007)]
    [InlineData(999, "999ms", 0.999)]
    [InlineData(1_000, "1s", 1)]
    [InlineData(75_250, "75s", 75.25)]
    public void What_took_less_than_a_second_is_told_in_milliseconds(int milliseconds, string text, double seconds)
    {
        var took = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal(text, ResultText.Took(took));
        Assert.Equal(seconds, ResultText.TookSeconds(took));
    }

    [Fact]
    public void A_moment_is_told_in_UTC() =>
        Assert.Equal("2026-11-30T22:30:05Z", ResultText.Time(new DateTimeOffset(2026, 12, 1, 0, 30, 5, 999, TimeSpan.FromHours(2))));

    [Fact]
    public void Lists_and_tables_say_what_is_in_them()
    {
        Assert.Equal("a; b", new ReadableList<string>(["a", "b"]).ToString());
        Assert.Equal("app=shop; tier=web", new ReadableTable([new("app", "shop"), new("tier", "web")]).ToString());
    }

    [Theory]
    [InlineData("Responsive", "\e[32m")]
    [InlineData("Starting", "\e[33m")]
    [InlineData("NotReady (KubeletNotReady)", "\e[31m")]
    [InlineData("Decommissioned", "\e[90m")]
    [InlineData("a word of somebody else's", null)]
    [InlineData(null, null)]
    public void A_state_has_the_colour_of_what_it_asks_for(string? state, string? colour) => Assert.Equal(colour, StateColour.Of(state));
}
