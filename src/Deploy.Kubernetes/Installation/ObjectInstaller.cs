using System.Text.Json.Nodes;

namespace Deploy.Kubernetes.Installation;

/// <summary>Puts the objects of an installation on a cluster and takes them off again. Both can be repeated, after a failure too.</summary>
public sealed class ObjectInstaller(KubernetesClient client, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    // A little more than the grace that its pods get.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(40);

    private static readonly ResourceType<JsonObject>[] Workloads =
    [
        Resources.Untyped("apps", "v1", "deployments", "Deployment", namespaced: true),
        Resources.Untyped("apps", "v1", "statefulsets", "StatefulSet", namespaced: true),
        Resources.Untyped("apps", "v1", "daemonsets", "DaemonSet", namespaced: true),
    ];

    /// <summary>
    /// Makes or changes each object, and removes those of an earlier installation of the same name that are not wanted any more: rights
    /// that nobody asks for must not stay. What others added to objects stays; an object of somebody else's is left alone.
    /// </summary>
    /// <param name="kit">The installation.</param>
    /// <param name="wanted">Its objects, in the order in which they are made.</param>
    /// <param name="progress">Told of each object when it is in place or gone.</param>
    /// <param name="cancellationToken">Stops between two objects.</param>
    /// <exception cref="KubernetesException">AlreadyExists: somebody else's object has the name; nothing of it was changed.</exception>
    public async Task InstallAsync(InstallationKit kit, IReadOnlyList<ClusterObject> wanted, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kit);
        ArgumentNullException.ThrowIfNull(wanted);
        foreach (var item in wanted)
        {
            await ApplyAsync(kit, item, cancellationToken);
            progress?.Report($"{item} is in place.");
        }
        var kept = wanted.Select(item => item.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var left in (await FindAsync(kit, cancellationToken)).Where(item => !kept.Contains(item.ToString())))
        {
            await DeleteAsync(left, cancellationToken);
            progress?.Report($"{left} is not wanted any more and removed.");
        }
    }

    /// <summary>
    /// Removes all objects of an installation, wherever they are: the workload first, and when its pods have ended, which need their rights to
    /// end in order, the rest. Its namespace goes along where it was made for it and nothing else runs there.
    /// </summary>
    /// <param name="kit">The installation.</param>
    /// <param name="progress">Told of each object when it is gone.</param>
    /// <param name="tidy">Takes away what the program made, given what is left of the installation: called when its pods have ended and while the
    /// rest still tells the next try, should this one be broken off, that there is something to take away.</param>
    /// <param name="cancellationToken">Stops between two objects.</param>
    /// <returns>The objects that were there.</returns>
    public async Task<IReadOnlyList<ClusterObject>> UninstallAsync(
        InstallationKit kit, IProgress<string>? progress = null, Func<IReadOnlyList<ClusterObject>, CancellationToken, Task>? tidy = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kit);
        var removed = new List<ClusterObject>(await FindAsync(kit, cancellationToken));
        var rest = removed.SkipWhile(item => item.Type.Kind == "Deployment").ToList();
        foreach (var item in removed)
        {
            if (rest.Count > 0 && ReferenceEquals(item, rest[0]))
            {
                await EndAsync(kit, progress, cancellationToken);
                if (tidy is not null)
                    await tidy(rest, cancellationToken);
            }
            await DeleteAsync(item, cancellationToken);
            progress?.Report($"{item} is removed.");
        }
        if (await client.FindAsync(InstallationKit.Namespaces, null, kit.Namespace, cancellationToken) is { } body && kit.Owns(body) && await IsEmptyAsync(kit, cancellationToken))
        {
            var place = new ClusterObject(InstallationKit.Namespaces, null, body);
            await DeleteAsync(place, cancellationToken);
            progress?.Report($"{place} is removed.");
            removed.Add(place);
        }
        return removed;
    }

    private async Task EndAsync(InstallationKit kit, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var limit = time.GetUtcNow() + EndLimit;
        while ((await client.ListAllAsync(Resources.Pods, kit.Namespace, new ListOptions { LabelSelector = kit.PodSelector }, cancellationToken)).Items.Count > 0)
        {
            if (time.GetUtcNow() >= limit)
            {
                progress?.Report("Its pods have not ended yet; their rights are taken all the same.");
                break;
            }
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<ClusterObject>> FindAsync(InstallationKit kit, CancellationToken cancellationToken)
    {
        var found = new List<ClusterObject>();
        foreach (var type in InstallationKit.Kinds)
        {
            await foreach (var body in client.ListAsync(type, null, new ListOptions { LabelSelector = kit.Selector }, cancellationToken))
                found.Add(new ClusterObject(type, body["metadata"]?["namespace"]?.GetValue<string>(), body));
        }
        return found;
    }

    // Deleting a namespace ends all that is in it.
    private async Task<bool> IsEmptyAsync(InstallationKit kit, CancellationToken cancellationToken)
    {
        await foreach (var pod in client.ListAsync(Resources.Pods, kit.Namespace, null, cancellationToken))
            if (!kit.OwnsPod(pod.Metadata.Labels))
                return false;
        foreach (var type in Workloads)
            await foreach (var _ in client.ListAsync(type, kit.Namespace, new ListOptions { PageSize = 1 }, cancellationToken))
                return false;
        return true;
    }

    private async Task DeleteAsync(ClusterObject item, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync(item.Type, item.Namespace, item.Name, new DeleteOptions { Uid = item.Body["metadata"]!["uid"]!.GetValue<string>() }, cancellationToken);
        }
        catch (KubernetesException failure) when (failure.IsNotFound)
        {
            // Gone is what was wanted: a namespace that was ending when it was found, or what somebody else took away meanwhile.
        }
    }

    private async Task ApplyAsync(InstallationKit kit, ClusterObject item, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(item.Type, item.Namespace, (JsonObject)item.Body.DeepClone(), cancellationToken: cancellationToken);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            if (item.Type.Kind == "Namespace")
                return;
            // Somebody else's object of that name is neither changed nor, later, removed.
            if (!kit.Owns(await client.GetAsync(item.Type, item.Namespace, item.Name, cancellationToken)))
                throw;
            await client.PatchAsync(item.Type, item.Namespace, item.Name, Patch.Merge((JsonObject)item.Body.DeepClone()), cancellationToken: cancellationToken);
        }
    }
}
