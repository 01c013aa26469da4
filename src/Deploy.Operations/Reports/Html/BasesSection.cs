using System.Globalization;
using Deploy.Operations.Health;

namespace Deploy.Operations.Reports.Html;

/// <summary>The bases that modules can be installed on.</summary>
internal static class BasesSection
{
    public static Markup Of(ModuleReport report) => report.Bases.Count == 0 ? Markup.None : Markup.Of($"""
        <section><h2>Bases</h2>
        <table class="cards"><thead><tr><th>Base<th>Application<th>Version<th>State<th>Address<th>Free metaspace<th>Replicas<th>Age</tr></thead><tbody>
        {Markup.Join(report.Bases.Select(Row))}</tbody></table></section>

        """);

    private static Markup Row(ModuleBase found) => Markup.Of($"""
        <tr><td data-label="Base"><b>{found.Name}</b><td data-label="Application">{Text(found.Application)}<td data-label="Version">{Text(found.Version)}<td data-label="State"><span class="status {(found.State == "Ready" ? "Current" : "Failed")}">{found.State}</span><td data-label="Address">{Text(found.Ip)}<td data-label="Free metaspace">{Space(found)}<td data-label="Replicas">{found.Replicas}<td data-label="Age">{Moment.Span(found.Age)}</tr>

        """);

    private static string Text(string value) => value.Length == 0 ? "–" : value;

    private static string Space(ModuleBase found) => (found.FreeMetaspace, found.MaxMetaspace) switch
    {
        ({ } free, { } all) => string.Create(CultureInfo.InvariantCulture, $"{free >> 20} of {all >> 20} MiB"),
        _ => "–",
    };
}
