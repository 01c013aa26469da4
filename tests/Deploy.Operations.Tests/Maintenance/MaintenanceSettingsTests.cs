using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Deletions;

namespace Deploy.Operations.Tests.Maintenance;

public sealed class MaintenanceSettingsTests
{
    [Fact]
    public void What_is_not_set_has_the_defaults_of_the_options_and_of_the_documentation()
    {
        var settings = Read(("PATH", "/bin"), ("DEPLOY_NAMESPACE", ""), ("DEPLOY_GRACE_SECONDS", " "));
        Assert.Equivalent(new MaintenanceOptions(), settings.Options, strict: true);
        Assert.Equal((null, null, TimeSpan.FromSeconds(4)), (settings.Store, settings.Kubeconfig, settings.StopWithin));
        Assert.Empty(settings.Contexts);
        Assert.Empty(settings.Unknown);
        var document = File.ReadAllText(Repository.Path("docs", "maintenance.md"));
        Assert.Contains("recycling | 23, 30, 10, never |", document, StringComparison.Ordinal);
        Assert.Contains("(at least 100 replicas may) | 5 |", document, StringComparison.Ordinal);
        Assert.Contains("refresh | 30, 90 |", document, StringComparison.Ordinal);
        Assert.Contains("retention | 30, 20 |", document, StringComparison.Ordinal);
        Assert.Contains("stuck deletions | 15, none, false |", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_value_reaches_its_option()
    {
        var settings = Read(
            ("DEPLOY_STORE", "https://store.example/"), ("DEPLOY_KUBECONFIG", "a:b"), ("DEPLOY_CONTEXTS", "one, two"), ("DEPLOY_STOP_SECONDS", "2.5"),
            ("DEPLOY_NAMESPACE", "shop, tools"), ("DEPLOY_ENVIRONMENT", "prod"), ("DEPLOY_PACKAGES_KEPT", "7"), ("DEPLOY_URL_WINDOW_DAYS", "10"),
            ("DEPLOY_URL_LIFETIME_DAYS", "60"), ("DEPLOY_MAX_AGE_HOURS", "0.5"), ("DEPLOY_GRACE_SECONDS", "0"), ("DEPLOY_RECYCLE_PERCENT", "25"), ("DEPLOY_RECYCLE_TOTAL", "7"),
            ("DEPLOY_UNRESPONSIVE_MINUTES", "3"), ("DEPLOY_ARCHIVE_DAYS", "90"), ("DEPLOY_STUCK_MINUTES", "5"), ("DEPLOY_ALERT_WEBHOOK", "https://alerts.example/x"),
            ("DEPLOY_FORCE_LOST_NODES", "true"));

        Assert.Equal(("https://store.example/", "a:b", TimeSpan.FromSeconds(2.5)), (settings.Store, settings.Kubeconfig, settings.StopWithin));
        Assert.Equal(["one", "two"], settings.Contexts);
        var options = settings.Options;
        Assert.Equal(["shop", "tools"], settings.Namespaces);
        Assert.Equal([("shop", "shop", "prod"), ("tools", "tools", "prod")], settings.Targets().Select(each => (each.Namespace, each.LeaseNamespace, each.Environment)));
        Assert.Equal(("prod", 7), (options.Environment, options.PackagesKept));
        Assert.Equal((TimeSpan.FromDays(10), TimeSpan.FromDays(60)), (options.Refresh.Window, options.Refresh.Lifetime));
        Assert.Equal((TimeSpan.FromMinutes(30), TimeSpan.Zero, 25, 7, TimeSpan.FromMinutes(3)),
            (options.Recycle.MaxAge, options.Recycle.Grace, options.Recycle.Percent, options.Recycle.TotalPercent, options.Recycle.UnresponsiveLimit));
        Assert.Equal((90, TimeSpan.FromMinutes(5)), (options.Archive.RetentionDays, options.Stuck.After));
        Assert.Equal((new Uri("https://alerts.example/x"), StuckRepair.OwnFinalizer | StuckRepair.LostNode), (options.Stuck.Webhook, options.Stuck.Repair));
    }

    [Fact]
    public void What_it_writes_it_reads_back_and_it_writes_only_what_is_not_as_by_default()
    {
        Assert.Empty(new MaintenanceSettings().ToVariables());
        (string, string)[] all =
        [
            ("DEPLOY_ALERT_WEBHOOK", "https://alerts.example/x"), ("DEPLOY_ARCHIVE_DAYS", "90"), ("DEPLOY_CONTEXTS", "one,two"), ("DEPLOY_ENVIRONMENT", "prod"),
            ("DEPLOY_FORCE_LOST_NODES", "true"), ("DEPLOY_GRACE_SECONDS", "0"), ("DEPLOY_KUBECONFIG", "a:b"), ("DEPLOY_MAX_AGE_HOURS", "0.5"), ("DEPLOY_NAMESPACE", "shop,tools"),
            ("DEPLOY_PACKAGES_KEPT", "7"), ("DEPLOY_RECYCLE_PERCENT", "25"), ("DEPLOY_RECYCLE_TOTAL", "7"), ("DEPLOY_STOP_SECONDS", "2.5"), ("DEPLOY_STORE", "https://store.example/"), ("DEPLOY_STUCK_MINUTES", "5"),
            ("DEPLOY_UNRESPONSIVE_MINUTES", "3"), ("DEPLOY_URL_LIFETIME_DAYS", "60"), ("DEPLOY_URL_WINDOW_DAYS", "10"),
        ];
        var settings = Read(all);
        Assert.Equal(all, settings.ToVariables().Select(each => (each.Key, each.Value)));
        // Whoever adds a variable adds it here, or an installation would lose it.
        var document = File.ReadAllText(Repository.Path("docs", "maintenance.md"));
        var known = System.Text.RegularExpressions.Regex.Matches(document, "^\\| (?<names>`DEPLOY_[^|]+)", System.Text.RegularExpressions.RegexOptions.Multiline).SelectMany(row => row.Groups["names"].Value.Split(',').Select(name => name.Trim(' ', '`')));
        Assert.Equal(known.Order(StringComparer.Ordinal), all.Select(each => each.Item1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("", false)]
    public void A_boolean_is_read_in_any_letter_case(string value, bool expected) =>
        Assert.Equal(expected, Read(("DEPLOY_FORCE_LOST_NODES", value)).Options.Stuck.Repair.HasFlag(StuckRepair.LostNode));

    [Theory]
    [InlineData("DEPLOY_MAX_AGE_HOURS", "25")]
    [InlineData("DEPLOY_MAX_AGE_HOURS", "soon")]
    [InlineData("DEPLOY_MAX_AGE_HOURS", "NaN")]
    [InlineData("DEPLOY_MAX_AGE_HOURS", "1,5")]
    [InlineData("DEPLOY_URL_LIFETIME_DAYS", "91")]
    [InlineData("DEPLOY_RECYCLE_PERCENT", "10.9")]
    [InlineData("DEPLOY_RECYCLE_PERCENT", "0")]
    [InlineData("DEPLOY_RECYCLE_TOTAL", "0")]
    [InlineData("DEPLOY_RECYCLE_TOTAL", "5%")]
    [InlineData("DEPLOY_ALERT_WEBHOOK", "ftp://x")]
    [InlineData("DEPLOY_FORCE_LOST_NODES", "yes")]
    [InlineData("DEPLOY_NAMESPACE", "My Shop")]
    [InlineData("DEPLOY_CONTEXTS", "one,two,one")]
    [InlineData("DEPLOY_STOP_SECONDS", "0")]
    [InlineData("DEPLOY_STOP_SECONDS", "5")]
    public void A_value_that_cannot_be_right_is_refused_and_named(string name, string value)
    {
        var e = Assert.Throws<DeployException>(() => Read((name, value)));
        Assert.Equal(DeployCodes.InvalidSetting, e.Code);
        Assert.StartsWith(name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var e = Assert.Throws<DeployException>(() => Read(("DEPLOY_STUCK_MINUTES", "0"), ("DEPLOY_ARCHIVE_DAYS", "ten"), ("DEPLOY_GRACE_SECONDS", "10")));
        Assert.Equal("DEPLOY_ARCHIVE_DAYS must be a whole number from 1 to 3650, not 'ten'. DEPLOY_STUCK_MINUTES must be a number from 1 to 1440, not '0'.", e.Message);
    }

    [Fact]
    public void A_name_that_means_nothing_is_told_and_the_products_other_ones_are_not() =>
        Assert.Equal(["DEPLOY_MAX_AGE"], Read(("DEPLOY_MAX_AGE", "12"), ("DEPLOY_HOME", "/tmp"), ("DEPLOYMENT", "x"), ("deploy_grace_seconds", "1")).Unknown);

    [Fact]
    public void No_secret_shows_in_its_text_or_in_a_refusal()
    {
        var settings = Read(("DEPLOY_STORE", "AccountName=a;AccountKey=c2VjcmV0"), ("DEPLOY_CONTEXTS", "one, two"));
        Assert.Equal("2 contexts, a store", settings.ToString());
        var e = Assert.Throws<DeployException>(() => Read(("DEPLOY_ALERT_WEBHOOK", "hooks.example/PLANTED")));
        Assert.DoesNotContain("PLANTED", e.ToString(), StringComparison.Ordinal);
    }

    private static MaintenanceSettings Read(params (string Name, string Value)[] values) =>
        MaintenanceSettings.Read(values.Select(each => KeyValuePair.Create(each.Name, (string?)each.Value)));
}
