using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Releases;

namespace Deploy.Module.Commands;

/// <summary>Waits until a module's release has ended, well or not.</summary>
[Cmdlet(VerbsLifecycle.Wait, "ModuleRelease")]
[OutputType(typeof(Results.Release))]
public sealed class WaitModuleReleaseCommand : ClusterCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Timeout { get; set; } = ReleaseOptions.Default.Timeout;

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        foreach (var name in await ModuleNames.ResolveOpenAsync(Cluster, Name, ct))
            await EachAsync(() => WaitAsync(name, ct));
    }

    private async Task WaitAsync(string name, CancellationToken ct)
    {
        var releases = new ModuleReleases(Cluster.Client, TimeProvider.System);
        var progress = new WaitProgress(this, name);
        try
        {
            await WriteAsync(await releases.WaitAsync(Cluster.Namespace, name, Timeout, progress, ct));
        }
        finally
        {
            EndProgress(1, progress.Activity);
        }
    }

    private sealed class WaitProgress(AsyncCmdlet cmdlet, string name) : IProgress<ReleaseProgress>
    {
        public string Activity { get; } = $"Waiting for {name}";

        public void Report(ReleaseProgress value) => cmdlet.ShowProgress(1, Activity, value.Message, value.Percent);
    }
}
