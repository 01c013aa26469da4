using Deploy.Module.Binding;

namespace Deploy.Module.Tests.Binding;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("0.5", 0.5)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("2d", 172800)]
    [InlineData("1d2h3m4s5ms", 93784.005)]
    [InlineData("00:05:00", 300)]
    [InlineData("1.00:00:00", 86400)]
    [InlineData(" 10M ", 600)]
    public void What_people_type_is_read(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, precision: 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("-00:05:00")]
    [InlineData("5x")]
    [InlineData("m")]
    [InlineData("5m1h")]
    [InlineData("5m5m")]
    [InlineData("1..5s")]
    [InlineData("400d")]
    [InlineData("99999999999")]
    [InlineData("1e3")]
    public void Anything_else_is_refused(string? text) => Assert.False(Duration.TryParse(text, out _));
}
