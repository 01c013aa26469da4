using Deploy.Testing.Browsers;

namespace Deploy.Operations.Tests.Reports;

/// <summary>One browser for the tests of a class; none where Chromium is not installed.</summary>
public sealed class ReportBrowser : IAsyncLifetime
{
    public HeadlessBrowser? Browser { get; private set; }

    public async ValueTask InitializeAsync() => Browser = HeadlessBrowser.Program is null ? null : await HeadlessBrowser.StartAsync();

    public ValueTask DisposeAsync() => Browser?.DisposeAsync() ?? ValueTask.CompletedTask;
}
