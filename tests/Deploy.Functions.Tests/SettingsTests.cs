using Deploy.Functions.Settings;
using Microsoft.Extensions.Configuration;

namespace Deploy.Functions.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void The_defaults_are_the_documented_ones()
    {
        var settings = Read();
        Assert.Equal(TimeSpan.FromHours(23), settings.Maintenance.Recycle.MaxAge);
        Assert.Equal(TimeSpan.FromDays(30), settings.Maintenance.Refresh.Window);
        Assert.Equal(30, settings.Maintenance.Archive.RetentionDays);
        Assert.Null(settings.Maintenance.Recycle.UnresponsiveLimit);
    }

    [Theory]
    [InlineData("DEPLOY_MAX_AGE_HOURS", "25")]
    [InlineData("DEPLOY_MAX_AGE_HOURS", "soon")]
    [InlineData("DEPLOY_URL_LIFETIME_DAYS", "91")]
    [InlineData("DEPLOY_ALERT_WEBHOOK", "ftp://x")]
    [InlineData("DEPLOY_STOP_SECONDS", "0")]
    public void A_value_out_of_range_stops_the_start_and_names_its_variable(string name, string value)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Read((name, value)));
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_text_shows_no_secret()
    {
        var settings = Read(("DEPLOY_STORE", "AccountName=a;AccountKey=c2VjcmV0"), ("DEPLOY_CONTEXTS", "one, two"));
        Assert.Equal(["one", "two"], settings.Contexts);
        Assert.DoesNotContain("c2VjcmV0", settings.ToString(), StringComparison.Ordinal);
    }

    private static FunctionSettings Read(params (string Name, string Value)[] values) => FunctionSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Name, (string?)v.Value))).Build());
}
