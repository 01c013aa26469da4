using System.Globalization;
using Deploy.Operations.Diagnostics;

namespace Deploy.Operations.Reports.Html;

/// <summary>Archived diagnostics of a module's replicas: how their containers ended, what happened to them, their last log lines.</summary>
internal static class DiagnosticsSection
{
    // Enough to see why; the archive has the rest.
    private const int Shown = 50;
    private const int LogLines = 25;
    private const int LineLength = 400;
    private const int Events = 8;

    public static Markup Of(ReportedModule module)
    {
        if (module.Diagnostics.Count == 0 && module.Unread == 0)
            return Markup.None;
        var (troubled, others) = (module.Diagnostics.Where(HadTrouble).ToList(), module.Diagnostics.Where(each => !HadTrouble(each)).ToList());
        var shown = troubled.Take(Shown).ToList();
        var folded = others.Take(Shown - shown.Count).ToList();
        return Markup.Of($"""
            <h3>Archived diagnostics</h3>
            {Markup.Join(shown.Select(Item))}{Folded(folded)}{Rest(module.Unread + module.Diagnostics.Count - shown.Count - folded.Count)}
            """);
    }

    private static bool HadTrouble(ReportedDiagnostic each) => each.Life.HadTrouble || each.Life.Cause is not null || Codes(each.Diagnostic).Any();

    private static Markup Folded(List<ReportedDiagnostic> diagnostics) => diagnostics.Count == 0 ? Markup.None : Markup.Of($"""
        <details class="more"><summary>{diagnostics.Count} more that went without trouble</summary>
        {Markup.Join(diagnostics.Select(Item))}</details>

        """);

    private static Markup Rest(int count) => count == 0 ? Markup.None : Markup.Of($"""<p class="none">{count} more in the archive: <code>Get-ReplicaDiagnostic -Archived</code></p>""");

    private static Markup Item(ReportedDiagnostic each) => Item(each.Diagnostic, each.Life);

    private static Markup Item(ReplicaDiagnostic diagnostic, ReplicaLife life) => Markup.Of($"""
        <details class="diagnostic"><summary><span class="name">{life.Name}</span> <small>{life.Version}, {Moment.Time(life.End)}, {life.Departure ?? "deleted"}{Ends(diagnostic)}</small></summary>
        {Cause(life)}{Containers(diagnostic)}{Happened(diagnostic)}{Logs(diagnostic)}</details>

        """);

    // What one wants to know before opening it.
    private static string Ends(ReplicaDiagnostic diagnostic)
    {
        var codes = Codes(diagnostic).Select(code => code.ToString(CultureInfo.InvariantCulture)).ToList();
        return codes.Count == 0 ? "" : $", exit code {string.Join(" and ", codes)}";
    }

    private static IEnumerable<int> Codes(ReplicaDiagnostic diagnostic) =>
        diagnostic.Containers.SelectMany(container => new[] { container.End, container.LastEnd }).OfType<ContainerEnd>().Select(end => end.ExitCode).Where(code => code != 0).Distinct();

    private static Markup Cause(ReplicaLife life) => life.Cause is { } cause
        ? Markup.Of($"""<p><code>{cause.Code}</code> {cause.Message}</p><p class="todo">{cause.Suggestion}</p>""")
        : Markup.None;

    private static Markup Containers(ReplicaDiagnostic diagnostic) => diagnostic.Containers.Count == 0 ? Markup.None : Markup.Of($"""
        <table class="cards"><thead><tr><th>Container<th>State<th>Exit code<th>Why<th>Restarts</tr></thead><tbody>{Markup.Join(diagnostic.Containers.SelectMany(Rows))}</tbody></table>

        """);

    private static IEnumerable<Markup> Rows(ContainerDiagnostic container)
    {
        var ends = new[] { container.End, container.LastEnd }.OfType<ContainerEnd>().ToList();
        if (ends.Count == 0)
            return [Row(container, null)];
        return ends.Select(end => Row(container, end));
    }

    private static Markup Row(ContainerDiagnostic container, ContainerEnd? end) => Markup.Of($"""
        <tr><td data-label="Container">{container.Name}<td data-label="State">{container.Reason ?? container.State}<td data-label="Exit code">{end?.ExitCode.ToString(CultureInfo.InvariantCulture) ?? "–"}<td data-label="Why">{end?.Explanation ?? container.Message ?? "–"}<td data-label="Restarts">{container.Restarts}</tr>
        """);

    private static Markup Happened(ReplicaDiagnostic diagnostic) => diagnostic.Events.Count == 0 ? Markup.None : Markup.Of($"""
        <ul class="events">{Markup.Join(diagnostic.Events.Take(Events).Select(each => Markup.Of($"""<li class="{each.Type}">{Moment.Time(each.Time)} <b>{each.Reason}</b> {Times(each)}{each.Message}</li>""")))}</ul>

        """);

    private static string Times(DiagnosticEvent happened) => happened.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{happened.Count} times: ") : "";

    private static Markup Logs(ReplicaDiagnostic diagnostic) => Markup.Join(diagnostic.Logs.Select(log => log.Lines.Count == 0
        ? Markup.Of($"""<p class="none">{Name(log)}: {log.Problem ?? "no log lines"}</p>""")
        : Markup.Of($"<h4>{Name(log)}{Kept(log)}</h4><pre>{string.Join('\n', log.Lines.TakeLast(LogLines).Select(Cut))}</pre>\n")));

    private static string Name(LogExcerpt log) => $"Log of {log.Container}{(log.Previous ? ", the run before" : "")}";

    private static string Kept(LogExcerpt log) =>
        log.Lines.Count > LogLines ? string.Create(CultureInfo.InvariantCulture, $", the last {LogLines} of {log.Lines.Count} lines") : "";

    private static string Cut(string line) => line.Length <= LineLength ? line : line[..LineLength] + "…";
}
