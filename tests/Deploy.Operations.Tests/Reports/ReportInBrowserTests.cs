using System.Text.Json.Nodes;
using Deploy.Operations.Reports;
using Deploy.Operations.Reports.Html;
using Deploy.Testing.Browsers;

namespace Deploy.Operations.Tests.Reports;

/// <summary>The page in a real browser: headless Chromium.</summary>
public sealed class ReportInBrowserTests(ReportBrowser fixture) : IClassFixture<ReportBrowser>, IAsyncLifetime
{
    private readonly HeadlessBrowser? _browser = fixture.Browser;
    private readonly string _folder = Directory.CreateTempSubdirectory("deploy-report-").FullName;
    private readonly int _before = fixture.Browser?.Events.Count ?? 0;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_browser is null, "Chromium is not installed.");
        await _browser.AskAsync("Emulation.clearDeviceMetricsOverride");
        await _browser.AskAsync("Emulation.setEmulatedMedia");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_loads_by_itself_without_a_request_or_a_complaint()
    {
        await OpenAsync(ReportSamples.Full);
        Assert.Equal("Modules in default of prod-1", (string?)await _browser!.EvaluateAsync("document.title"));
        var requests = Told("Network.requestWillBeSent").Select(each => (string)each["params"]!["request"]!["url"]!).Where(url => !url.StartsWith("data:", StringComparison.Ordinal));
        Assert.Equal([new Uri(Page).AbsoluteUri], requests);
        Assert.Empty(Told("Log.entryAdded").Concat(Told("Runtime.consoleAPICalled")).Concat(Told("Runtime.exceptionThrown")).Select(each => each.ToJsonString()));
        Assert.Equal(0, (int?)await _browser.EvaluateAsync("document.scripts.length"));
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1440)]
    public async Task Nothing_is_wider_than_the_screen(int width)
    {
        await ScreenAsync(width);
        foreach (var report in new[] { ReportSamples.Full, ReportSamples.Thousand, ReportSamples.WithoutArchive })
        {
            await OpenAsync(report);
            await _browser!.EvaluateAsync("document.querySelectorAll('details').forEach(each => each.open = true)");
            Assert.Equal(width, (int?)await _browser.EvaluateAsync("Math.max(document.documentElement.scrollWidth, innerWidth)"));
            Assert.Equal("", (string?)await _browser.EvaluateAsync("""
                [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.scale, svg'))
                    .map(each => each.tagName + '.' + each.className + ' ' + each.textContent.slice(0, 40)).slice(0, 3).join('; ')
                """));
        }
    }

    [Theory]
    [InlineData("light", "rgb(255, 255, 255)")]
    [InlineData("dark", "rgb(14, 17, 22)")]
    public async Task It_follows_the_reader_s_colours_and_stays_legible(string scheme, string back)
    {
        await _browser!.AskAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });
        await OpenAsync(ReportSamples.Full);
        await _browser.EvaluateAsync("document.querySelectorAll('details').forEach(each => each.open = true)");
        Assert.Equal(back, (string?)await _browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
        // WCAG's contrast of every text with what it stands on.
        Assert.Equal("", (string?)await _browser.EvaluateAsync("""
            (() => {
              const parts = colour => colour.match(/[\d.]+/g).map(Number);
              const light = colour => parts(colour).slice(0, 3).map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = element => { for (; element; element = element.parentElement) { const c = getComputedStyle(element).backgroundColor; if (parts(c)[3] !== 0) return c; } return getComputedStyle(document.body).backgroundColor; };
              const poor = new Set();
              for (const element of document.querySelectorAll('body *')) {
                if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
                const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
                const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (contrast < 4.5) poor.add(`${element.tagName}.${element.className} ${contrast.toFixed(2)}`);
              }
              return [...poor].join('; ');
            })()
            """));
    }

    [Fact]
    public async Task It_prints_on_A4_with_what_is_folded_on_the_screen()
    {
        await OpenAsync(ReportSamples.Full);
        var printed = await _browser!.AskAsync("Page.printToPDF", new JsonObject { ["preferCSSPageSize"] = true, ["printBackground"] = false });
        var pdf = Convert.FromBase64String((string)printed["data"]!);
        Assert.Equal("%PDF-"u8, pdf.AsSpan(0, 5));
        await _browser.AskAsync("Emulation.setEmulatedMedia", new JsonObject { ["media"] = "print" });
        Assert.Equal("rgb(255, 255, 255)", (string?)await _browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
        Assert.True((bool?)await _browser.EvaluateAsync("document.querySelector('.diagnostic pre').getBoundingClientRect().height > 100"));
    }

    private string Page => Path.Combine(_folder, "report.html");

    private async Task OpenAsync(ModuleReport report)
    {
        await File.WriteAllTextAsync(Page, ReportPage.Write(report));
        await _browser!.OpenAsync(new Uri(Page));
    }

    private Task<JsonNode> ScreenAsync(int width) => _browser!.AskAsync("Emulation.setDeviceMetricsOverride",
        new JsonObject { ["width"] = width, ["height"] = 740, ["deviceScaleFactor"] = 2, ["mobile"] = width < 600 });

    private IEnumerable<JsonNode> Told(string method) => _browser!.Events.Skip(_before).Where(each => (string?)each["method"] == method);
}
