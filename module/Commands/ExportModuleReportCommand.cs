using System.Management.Automation;
using System.Text;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;
using Deploy.Operations.Reports;
using Deploy.Operations.Reports.Html;

namespace Deploy.Module.Commands;

/// <summary>Writes what happened to modules as one HTML page.</summary>
[Cmdlet(VerbsData.Export, "ModuleReport", SupportsShouldProcess = true, DefaultParameterSetName = "Since")]
[OutputType(typeof(Results.ExportedReport))]
public sealed class ExportModuleReportCommand : StoreCmdlet
{
    private readonly List<string> names = [];
    private string? ns;

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "module-report.html";

    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter(ParameterSetName = "Since")]
    [Duration]
    [NoCompletion]
    public TimeSpan Since { get; set; } = TimeSpan.FromHours(24);

    [Parameter(Mandatory = true, ParameterSetName = "Days")]
    [ValidateRange(1, 366)]
    [WholeNumber]
    [NoCompletion]
    public int Days { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override Task ProcessAsync(CancellationToken ct)
    {
        if (ns is not null && ns != Cluster.Namespace)
            throw new DeployException(DeployCodes.InvalidParameter, $"The modules are of several namespaces ({ns}, {Cluster.Namespace}).", suggestion: "A report tells of one namespace: write one for each.");
        ns = Cluster.Namespace;
        names.AddRange(Name);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken ct)
    {
        var span = MyInvocation.BoundParameters.ContainsKey(nameof(Days)) ? TimeSpan.FromDays(Days) : Since;
        if (span <= TimeSpan.Zero)
            throw new DeployException(DeployCodes.InvalidParameter, "-Since is 0: a report needs a time to tell of.", suggestion: $"Give a duration such as {Duration.Examples}.");
        var file = await ResolvePathAsync(Path);
        if (File.Exists(file) && !Force)
            throw new DeployException(DeployCodes.FileExists, $"{file} is there already.", file);
        var change = new CommandChange("write the report", file, [$"{(names.Count == 0 ? "All modules" : string.Join(", ", names))} in namespace {Cluster.Namespace} of cluster {Cluster.Connection.Name}"]);
        if (!await ConfirmAsync(change))
            return;
        var request = new ReportRequest { Namespace = Cluster.Namespace, Names = [.. names.Distinct(StringComparer.Ordinal)], Since = span };
        var report = await new ReportReader(Cluster.Client, await FindStoreAsync(ct), TimeProvider.System).ReadAsync(request, ct);
        var bytes = await WriteAsync(file, ReportPage.Write(report), ct);
        foreach (var gap in report.Gaps)
            Verbose(gap);
        Verbose($"{file}: {bytes} bytes");
        if (PassThru)
            await WriteAsync(Describe(report, file, bytes));
    }

    // Whole or not at all: whoever has the page open never reads half of the next one.
    private static async Task<long> WriteAsync(string file, string page, CancellationToken ct)
    {
        var draft = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllTextAsync(draft, page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), ct);
            File.Move(draft, file, overwrite: true);
        }
        finally
        {
            // There is none any more once it has become the file.
            File.Delete(draft);
        }
        return new FileInfo(file).Length;
    }

    private static Results.ExportedReport Describe(ModuleReport report, string file, long bytes)
    {
        var lives = report.Modules.SelectMany(module => module.Lives).ToList();
        var archived = lives.Count(life => life.State == ReplicaState.Deleted);
        return new(file, bytes, report.Modules.Count, report.Modules.Sum(module => module.Releases.Count), lives.Count - archived, archived);
    }
}
