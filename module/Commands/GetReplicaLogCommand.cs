using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Operations.Diagnostics;

namespace Deploy.Module.Commands;

/// <summary>Reads the log of a replica's container.</summary>
[Cmdlet(VerbsCommon.Get, "ReplicaLog")]
[OutputType(typeof(string))]
public sealed class GetReplicaLogCommand : ClusterCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Replica")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReplicaCompleter))]
    public string Name { get; set; } = "";

    [Parameter]
    [Alias("c")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    public string? Container { get; set; }

    [Parameter]
    [Alias("p")]
    public SwitchParameter Previous { get; set; }

    [Parameter]
    [Alias("f")]
    public SwitchParameter Follow { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [WholeNumber]
    [NoCompletion]
    public int? Tail { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan? Since { get; set; }

    [Parameter]
    public SwitchParameter Timestamps { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var options = new ReplicaLogOptions
        {
            Container = Container,
            Previous = Previous,
            Follow = Follow,
            Tail = Tail,
            Since = Since,
            Timestamps = Timestamps,
        };
        await foreach (var line in new ReplicaLogReader(Cluster.Client).ReadAsync(Cluster.Namespace, Name, options, ct))
            await WriteAsync(line);
    }
}
