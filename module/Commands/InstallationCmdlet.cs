using System.Management.Automation;
using Deploy.Kubernetes.Installation;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Module.Commands;

/// <summary>What the commands share that put a program of ours on a cluster and take it off.</summary>
public abstract class InstallationCmdlet : ClusterCmdlet
{
    private readonly string program;

    private protected InstallationCmdlet(string program) => (this.program, Name) = (program, program);

    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidatePattern(ProgramInstallation.NamePattern)]
    [NoCompletion]
    public string Name { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Where the program lives unless -Namespace says otherwise: not where modules do.</summary>
    private protected string Place => Namespace ?? program;

    private protected ProgramInstallation Of(InstallationKit kit) => new(this, () => Cluster, kit);
}

/// <summary>Installs one program, or takes it off, as a command does it: with a plan, questions and what was done.</summary>
internal sealed class ProgramInstallation(AsyncCmdlet command, Func<ClusterSession> cluster, InstallationKit kit)
{
    /// <summary>What an installation may be called: it is part of the names and labels of its objects.</summary>
    public const string NamePattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    private const int LongestLabel = 63;

    /// <summary>Installs it. As a manifest it is only written, and no cluster is asked for.</summary>
    public async Task InstallAsync(string image, IReadOnlyList<ClusterObject> objects, bool asManifest, bool passThru, CancellationToken ct)
    {
        if (kit.Instance.Length > LongestLabel)
            throw new DeployException(DeployCodes.InvalidParameter, $"'{kit.Instance}', which its objects are told by, has {kit.Instance.Length} letters; a label has at most {LongestLabel}.", kit.Name, "Take a shorter -Name or -Namespace.");
        if (asManifest && passThru)
            throw new DeployException(DeployCodes.InvalidParameter, "-AsManifest installs nothing that -PassThru could write.", kit.Name, "Give one of them.");
        var manifest = YamlText.Write(objects.Select(item => item.Body));
        if (asManifest)
        {
            await command.WriteAsync(manifest);
            return;
        }
        if (!await command.ConfirmAsync(new CommandChange($"install image {image}", Describe(), manifest.TrimEnd().Split('\n'))))
            return;
        await new ObjectInstaller(cluster().Client, TimeProvider.System).InstallAsync(kit, objects, command.VerboseSteps<string>(step => step), ct);
        if (passThru)
            await command.WriteAllAsync(objects.Select(item => new Results.InstalledObject(item)));
    }

    /// <summary>Takes it off.</summary>
    public async Task UninstallAsync(bool passThru, CancellationToken ct, Func<IReadOnlyList<ClusterObject>, CancellationToken, Task>? tidy = null)
    {
        if (!await command.ConfirmAsync(new CommandChange("uninstall", Describe())))
            return;
        var removed = await new ObjectInstaller(cluster().Client, TimeProvider.System).UninstallAsync(kit, command.VerboseSteps<string>(step => step), tidy, ct);
        if (removed.Count == 0)
            await command.WarnAsync($"There was no {Describe()}.");
        if (passThru)
            await command.WriteAllAsync(removed.Select(item => new Results.InstalledObject(item)));
    }

    private string Describe() => $"{kit.Program.Replace('-', ' ')} {kit.Namespace}/{kit.Name} of cluster {cluster().Connection.Name}";
}
