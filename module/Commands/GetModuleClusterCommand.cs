using System.Management.Automation;
using Deploy.Kubernetes;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;

namespace Deploy.Module.Commands;

/// <summary>Lists the clusters in reach, the one that commands speak to first.</summary>
[Cmdlet(VerbsCommon.Get, "ModuleCluster")]
[OutputType(typeof(Results.ModuleCluster))]
public sealed class GetModuleClusterCommand : AsyncCmdlet
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContextCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "*";

    [Parameter]
    public SwitchParameter Current { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Kubeconfig { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var isCurrent = true;
        foreach (var choice in Choices(await ResolvePathsAsync(Kubeconfig)))
        {
            await WriteAsync(await DescribeAsync(choice, isCurrent, ct));
            if (Current)
                return;
            isCurrent = false;
        }
    }

    private IEnumerable<ClusterChoice> Choices(string[] kubeconfig)
    {
        var seen = new HashSet<(string, string)>();
        var places = kubeconfig.Length == 0
            ? ClusterSelection.Places()
            : [ClusterSelection.Choose(kubeconfig, context: null)];
        foreach (var place in places)
        {
            foreach (var context in place.Contexts())
            {
                var isNew = seen.Add((string.Join(Path.PathSeparator, place.Kubeconfig), context));
                if (isNew && Wildcard.IsMatch(Name, context))
                    yield return place with { Context = context };
            }
        }
    }

    private async Task<Results.ModuleCluster> DescribeAsync(ClusterChoice choice, bool isCurrent, CancellationToken ct)
    {
        using var session = ClusterSession.Open(choice, Logger);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            return new(session, (await session.Client.GetVersionAsync(limit.Token)).GitVersion, session.Choice.Origin, isCurrent);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is KubernetesException or OperationCanceledException)
        {
            Verbose($"{choice.Context}: {e.Message}");
            return new(session, "", session.Choice.Origin, isCurrent);
        }
    }
}
