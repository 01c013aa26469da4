using System.Text.Json.Nodes;
using Deploy.Controller.Modules;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes;

namespace Deploy.Controller.Installation;

/// <summary>Installs a module controller on a cluster and takes it off again. Both can be repeated after a failure.</summary>
public sealed class ControllerInstaller(KubernetesClient client)
{
    /// <summary>Makes or changes each object; what others added to them stays.</summary>
    /// <param name="wanted">What to install.</param>
    /// <param name="progress">Told of each object when it is in place.</param>
    /// <param name="cancellationToken">Stops between two objects.</param>
    public async Task InstallAsync(ControllerInstallation wanted, IProgress<ControllerObject>? progress = null, CancellationToken cancellationToken = default)
    {
        foreach (var item in ControllerObjects.For(wanted))
        {
            await ApplyAsync(item, cancellationToken);
            progress?.Report(item);
        }
    }

    /// <summary>The modules that are on bases still, as <c>base: name:version</c>; a controller they depend on must not go.</summary>
    public async Task<IReadOnlyList<string>> ModulesAsync(CancellationToken cancellationToken = default)
    {
        var bases = (await client.ListAllAsync(Resources.Nodes, null, new ListOptions { LabelSelector = $"{BaseLabels.Component}=vnode" }, cancellationToken)).Items.Select(n => n.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        var found = new List<string>();
        if (bases.Count > 0)
            await foreach (var pod in client.ListAsync(Resources.Pods, null, null, cancellationToken))
                if (pod.Spec.NodeName is { } node && bases.Contains(node))
                    found.AddRange(ModulePod.Of(pod).Modules.Select(m => $"{node}: {m.Identity}"));
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Removes each object, the workload first; the namespace stays unless it was made for the controller alone.</summary>
    /// <returns>The objects that were there.</returns>
    public async Task<IReadOnlyList<ControllerObject>> UninstallAsync(ControllerInstallation installed, IProgress<ControllerObject>? progress = null, CancellationToken cancellationToken = default)
    {
        var removed = new List<ControllerObject>();
        foreach (var item in ControllerObjects.For(installed).Reverse())
        {
            if (await client.FindAsync(item.Type, item.Namespace, item.Name, cancellationToken) is not { } there || !IsOurs(there))
                continue;
            await client.DeleteAsync(item.Type, item.Namespace, item.Name, new DeleteOptions { Uid = there["metadata"]!["uid"]!.GetValue<string>() }, cancellationToken);
            removed.Add(item);
            progress?.Report(item);
        }
        return removed;
    }

    private static bool IsOurs(JsonObject there) => there["metadata"]?["labels"]?["app.kubernetes.io/managed-by"]?.GetValue<string>() == "deploy";

    private async Task ApplyAsync(ControllerObject item, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(item.Type, item.Namespace, (JsonObject)item.Body.DeepClone(), cancellationToken: cancellationToken);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            var there = await client.GetAsync(item.Type, item.Namespace, item.Name, cancellationToken);
            if (item.Type.Kind == "Namespace")
                return;
            // Somebody else's object of that name is neither changed nor, later, removed.
            if (!IsOurs(there))
                throw;
            await client.PatchAsync(item.Type, item.Namespace, item.Name, Patch.Merge((JsonObject)item.Body.DeepClone()), cancellationToken: cancellationToken);
        }
    }
}
