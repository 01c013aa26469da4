using System.Globalization;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Reports.Html;

/// <summary>Everything of one module: what it is now, its replicas over time, its releases, what was archived of it.</summary>
internal static class ModuleSection
{
    public static Markup Of(ReportedModule module, TimeAxis axis) => Markup.Of($"""
        <section class="module"><h2>{module.Name} {State(module.Published)}</h2>
        {TimelineSection.Of(module, axis)}{ReleasesSection.Of(module)}{DiagnosticsSection.Of(module)}</section>

        """);

    private static Markup State(PublishedModule? module) => module is null
        ? new Markup("""<small class="gone">not published any more</small>""")
        : Markup.Of($"""<small>{module.Version} <span class="status {Class(module.State)}">{module.State}</span> {Ready(module)}</small>""");

    private static string Ready(PublishedModule module) => string.Create(CultureInfo.InvariantCulture, $"{module.Ready} of {module.Replicas} answer, {module.Kind}");

    private static string Class(PublishedModuleState state) => state switch
    {
        PublishedModuleState.Ready => "Current",
        PublishedModuleState.Failed or PublishedModuleState.Degraded => "Failed",
        PublishedModuleState.Progressing or PublishedModuleState.Paused => "Running",
        _ => "Superseded",
    };
}
