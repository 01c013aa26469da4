using Deploy.LocalCluster.Tables;

namespace Deploy.LocalCluster.Tests.Tables;

public sealed class TableClockTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(125, "2m5s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3600 - 1, "179m")]
    [InlineData(3 * 3600 + 60, "3h1m")]
    [InlineData(8 * 3600 + 60, "8h")]
    [InlineData(2 * 86400, "2d")]
    [InlineData(2 * 86400 + 3600, "2d1h")]
    [InlineData(8 * 86400 + 3600, "8d")]
    [InlineData(3 * 365 * 86400 + 86400, "3y1d")]
    [InlineData(-5, "<invalid>")]
    public void An_age_has_few_units(int seconds, string text) => Assert.Equal(text, TableClock.Human(TimeSpan.FromSeconds(seconds)));
}
