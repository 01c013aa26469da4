using System.Globalization;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Reports.Html;

/// <summary>Writes a report as one HTML page that needs nothing beside it: no script, no file, no network. Pure.</summary>
public static class ReportPage
{
    private static readonly Lazy<string> Style = new(ReadStyle);

    private static readonly (ReplicaState State, string Means)[] States =
    [
        (ReplicaState.Responsive, "answers"), (ReplicaState.Started, "runs, not known to answer"), (ReplicaState.Starting, "starting"),
        (ReplicaState.Unresponsive, "does not answer"), (ReplicaState.StartingError, "cannot start"), (ReplicaState.Decommissioned, "finishing its requests"),
    ];

    /// <summary>The page, in UTF-8 when it is written to a file.</summary>
    public static string Write(ModuleReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var axis = TimeAxis.Of(report);
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <link rel="icon" href="data:,">
            <title>{Title(report)} {About(report)}</title>
            <style>{new Markup(Style.Value)}</style>
            </head>
            <body>
            <header><h1>{Title(report)}</h1><p>{About(report)}, {Moment.Full(report.From)} – {Moment.Full(report.To)} UTC</p></header>
            <main>
            {Gaps(report)}{Numbers(report)}{CausesSection.Of(report)}{Modules(report, axis)}{BasesSection.Of(report)}</main>
            </body>
            </html>

            """).Text;
    }

    private static string Title(ModuleReport report) => report.Names.All(name => name == "*") ? "Modules" : $"Modules {string.Join(", ", report.Names)}";

    private static string About(ModuleReport report) => $"in {report.Namespace} of {report.Cluster}";

    private static Markup Gaps(ModuleReport report) => Markup.Join(report.Gaps.Select(gap => Markup.Of($"""<p class="gap" role="note">{gap}</p>""")));

    private static Markup Numbers(ModuleReport report)
    {
        var lives = report.Modules.SelectMany(module => module.Lives).ToList();
        var running = lives.Where(life => life.State != ReplicaState.Deleted).CountBy(life => life.State).ToDictionary();
        var releases = report.Modules.SelectMany(module => module.Releases).Count(release => release.When >= report.From);
        var failed = report.Modules.SelectMany(module => module.Releases).Count(release => release.Status is ReleaseStatus.Failed or ReleaseStatus.RolledBack);
        return Markup.Of($"""
            <ul class="numbers">
            {Number(report.Modules.Count, "module", "modules")}{Number(running.Values.Sum(), "replica now", "replicas now")}{Number(lives.Count(life => life.State == ReplicaState.Deleted), "replica gone", "replicas gone")}{Number(releases, "release", "releases")}{(failed > 0 ? Number(failed, "failed", "failed") : Markup.None)}
            </ul>
            <ul class="legend">
            {Markup.Join(States.Select(state => Legend(state.State, state.Means, running.GetValueOrDefault(state.State))))}<li><i class="line release"></i>release</li><li><i class="line exit"></i>container ended</li>
            </ul>

            """);
    }

    private static Markup Number(int count, string one, string many) => Markup.Of($"<li><b>{count}</b> {(count == 1 ? one : many)}</li>");

    private static Markup Legend(ReplicaState state, string means, int count) => Markup.Of($"""<li title="{means}"><i class="{state}"></i>{state}{(count > 0 ? string.Create(CultureInfo.InvariantCulture, $" {count}") : "")}</li>""");

    private static Markup Modules(ModuleReport report, TimeAxis axis) => report.Modules.Count == 0
        ? new Markup("<p class=\"none\">There are no modules.</p>")
        : Markup.Join(report.Modules.Select(module => ModuleSection.Of(module, axis)));

    private static string ReadStyle()
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("Reports.report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
