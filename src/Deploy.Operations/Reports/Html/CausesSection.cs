namespace Deploy.Operations.Reports.Html;

/// <summary>What is or was wrong, and what to do about it.</summary>
internal static class CausesSection
{
    private const int NamesShown = 8;

    public static Markup Of(ModuleReport report) => report.Causes.Count == 0 ? Markup.None : Markup.Of($"""
        <section><h2>Causes</h2>
        <ul class="causes">
        {Markup.Join(report.Causes.Select(Item))}</ul></section>

        """);

    private static Markup Item(ReportedCause cause) => Markup.Of($"""
        <li class="{(cause.Running > 0 ? "open" : "past")}"><h3><code>{cause.Cause.Code}</code> <small>{Count(cause)}</small></h3>
        <p>{cause.Cause.Message}</p><p class="todo">{cause.Cause.Suggestion}</p><p class="who">{Names(cause)}</p></li>

        """);

    private static string Count(ReportedCause cause) => (cause.Running, cause.Archived) switch
    {
        (var running, 0) => $"{running} running",
        (0, var archived) => $"{archived} archived",
        var (running, archived) => $"{running} running, {archived} archived",
    };

    private static string Names(ReportedCause cause)
    {
        var more = cause.Replicas.Count - NamesShown;
        return string.Join(", ", cause.Replicas.Take(NamesShown)) + (more > 0 ? $" and {more} more" : "");
    }
}
