using Deploy.Operations.Releases;

namespace Deploy.Operations.Reports.Html;

/// <summary>The releases of a module, newest first.</summary>
internal static class ReleasesSection
{
    public static Markup Of(ReportedModule module)
    {
        if (module.Releases.Count == 0)
            return module.Published is null ? Markup.None : new Markup("<p class=\"none\">No releases are known.</p>");
        return Markup.Of($"""
            <h3>Releases</h3>
            <table class="cards"><thead><tr><th>Revision<th>Version<th>Status<th>When<th>Took<th>By<th>Cause</tr></thead><tbody>
            {Markup.Join(module.Releases.Select(Row))}</tbody></table>

            """);
    }

    private static Markup Row(Release release) => Markup.Of($"""
        <tr><td data-label="Revision">{release.Revision}<td data-label="Version"><b>{release.Version}</b><td data-label="Status"><span class="status {release.Status}">{release.Status}</span><td data-label="When">{Moment.Time(release.When)}<td data-label="Took">{Moment.Span(release.Duration)}<td data-label="By">{release.By ?? "–"}<td data-label="Cause">{release.Cause ?? "–"}{Message(release)}</tr>

        """);

    private static Markup Message(Release release) => release.Message is { Length: > 0 } message ? Markup.Of($"""<div class="note">{message}</div>""") : Markup.None;
}
