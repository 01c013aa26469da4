using System.Management.Automation;
using Deploy.Controller.Installation;
using Deploy.Module.Completion;
using Deploy.Module.Connection;

namespace Deploy.Module.Commands;

/// <summary>What the commands share that install a module controller and take it off.</summary>
public abstract class ControllerCmdlet : ClusterCmdlet
{
    /// <summary>Where the controller lives unless -Namespace says otherwise: not where modules do.</summary>
    private protected string Place => Namespace ?? "module-controller";

    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidatePattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    [NoCompletion]
    public string Name { get; set; } = "module-controller";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected string Describe() => $"module controller {Place}/{Name} of cluster {Cluster.Connection.Name}";

    private protected IProgress<ControllerObject> Told(string verb) => VerboseSteps<ControllerObject>(item => $"{item} {verb}.");
}
