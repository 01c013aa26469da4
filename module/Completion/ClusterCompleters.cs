using System.Globalization;
using Deploy.Kubernetes;
using Deploy.Module.Connection;
using Deploy.Operations.Health;
using Deploy.Operations.Modules;
using Deploy.Operations.Packages;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;
using Deploy.Operations.Templates;

namespace Deploy.Module.Completion;

/// <summary>Completes the contexts of all kubeconfig files in reach.</summary>
public sealed class ContextCompleter : LiveCompleter
{
    private protected override Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var places = context.Kubeconfig.Count > 0 ? [ClusterSelection.Choose(context.Kubeconfig, context: null)] : ClusterSelection.Places();
        return Task.FromResult<IEnumerable<string>>([.. places.SelectMany(place => place.Contexts())]);
    }
}

/// <summary>Completes namespaces.</summary>
public sealed class NamespaceCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var list = await context.Client.ListAllAsync(Resources.Namespaces, null, new ListOptions { FromCache = true }, ct);
        return list.Items.Select(item => item.Metadata.Name);
    }
}

/// <summary>Completes the names of published modules.</summary>
public sealed class ModuleCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var names = new List<string>();
        await foreach (var module in new ModuleCatalog(context.Client, TimeProvider.System).ListAsync(context.Namespace, null, ct))
            names.Add(module.Name);
        return names;
    }
}

/// <summary>Completes the revisions of the module named on the command line.</summary>
public sealed class RevisionCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var revisions = new List<string>();
        if (context.Value("Name") is not { } module)
            return revisions;
        var releases = new ModuleReleases(context.Client, TimeProvider.System);
        await foreach (var release in releases.HistoryAsync(context.Namespace, module, ct))
            revisions.Add(release.Revision.ToString(CultureInfo.InvariantCulture));
        return revisions;
    }
}

/// <summary>Completes the names of replicas, and the versions that they run.</summary>
public sealed class ReplicaCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var query = new ReplicaQuery { Namespace = context.Namespace };
        var replicas = await new ReplicaReader(context.Client, TimeProvider.System).ListAsync(query, ct);
        return replicas.Select(replica => context.Parameter == "Version" ? replica.Version : replica.Name);
    }
}

/// <summary>Completes the containers of the replica, or of the module's replicas, that the command line names.</summary>
public sealed class ContainerCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        if (context.Value("Name") is { } replica)
            return await context.Client.FindAsync(Resources.Pods, context.Namespace, replica, ct) is { } pod ? pod.Spec.Containers.Select(container => container.Name) : [];
        if (context.Value("Module") is not { } module)
            return [];
        var pods = await context.Client.ListAllAsync(Resources.Pods, context.Namespace, new ListOptions { LabelSelector = $"{ModuleLabels.Name}={module}", FromCache = true }, ct);
        return pods.Items.SelectMany(item => item.Spec.Containers).Select(container => container.Name);
    }
}

/// <summary>Completes the names of Services.</summary>
public sealed class ServiceCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var list = await context.Client.ListAllAsync(Resources.Services, context.Namespace, new ListOptions { FromCache = true }, ct);
        return list.Items.Select(item => item.Metadata.Name);
    }
}

/// <summary>Completes the names of saved templates.</summary>
public sealed class TemplateCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var names = new List<string>();
        await foreach (var template in new ModuleTemplates(context.Client, TimeProvider.System).ListAsync(context.Namespace, null, ct))
            names.Add(template.Name);
        return names;
    }
}

/// <summary>Completes the names of bases, as their nodes are called, and their addresses.</summary>
public sealed class BaseCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var bases = await new ModuleBases(context.Client, TimeProvider.System).ListAsync(cancellationToken: ct);
        return bases.Select(found => context.Parameter == "Ip" ? found.Ip : found.Name);
    }
}

/// <summary>Completes what modules are bound to bases by: applications, versions, stacks and clusters that bases have.</summary>
public sealed class BaseApplicationCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var bases = await new ModuleBases(context.Client, TimeProvider.System).ListAsync(cancellationToken: ct);
        if (context.Parameter == "Base")
            return bases.Select(found => found.Application);
        var application = context.Value("Base");
        return bases.Where(found => application is null || found.Application == application)
            .Select(found => context.Parameter switch { "BaseStack" => found.Stack, "BaseCluster" => found.Cluster, _ => found.Version });
    }
}

/// <summary>Completes the modules, versions and files of stored packages.</summary>
public sealed class PackageCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var found = new List<string>();
        if (await context.FindStoreAsync(ct) is not { } store)
            return found;
        var module = context.Parameter == "Name" ? null : context.Value("Name");
        await foreach (var package in new ModulePackages(store.Packages).ListAsync(module ?? "*", null, ct))
        {
            if (context.Parameter == "File" && context.Value("Version") is { } version && version != package.Version)
                continue;
            found.Add(context.Parameter switch { "Version" => package.Version, "File" => package.File, _ => package.Module });
        }
        return found;
    }
}
