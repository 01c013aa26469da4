using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>One container of a pod: what was asked for, and what is known of it.</summary>
internal sealed record ContainerView(string Name, bool IsInit, Container? Spec, ContainerStatus Status)
{
    public ContainerStateWaiting? Waiting => Status.State.Waiting;

    public ContainerStateRunning? Running => Status.State.Running;

    public ContainerStateTerminated? Terminated => Status.State.Terminated;

    /// <summary>The end of the run before this one.</summary>
    public ContainerStateTerminated? LastTerminated => Status.LastState.Terminated;

    public int Restarts => Math.Max(0, Status.RestartCount);

    /// <summary>Started among the init containers, and runs beside the module's own from then on.</summary>
    public bool IsSidecar => IsInit && IsLasting(Spec);

    /// <summary>Whether an init container is a sidecar.</summary>
    public static bool IsLasting(Container? init) => init?.RestartPolicy == "Always";

    /// <summary>The container in a sentence: <c>init container "x"</c>.</summary>
    public string Title => IsSidecar ? $"sidecar \"{Name}\"" : IsInit ? $"init container \"{Name}\"" : $"container \"{Name}\"";

    public string Image => Spec?.Image is { Length: > 0 } asked ? asked : Status.Image;

    /// <summary>Pairs what is known with what was asked for, by name; a container without status gets an empty one.</summary>
    public static IReadOnlyList<ContainerView> Pair(IReadOnlyList<Container> specs, IReadOnlyList<ContainerStatus> statuses, bool init)
    {
        var views = new List<ContainerView>(Math.Max(specs.Count, statuses.Count));
        foreach (var spec in specs)
        {
            if (spec is null) continue;
            views.Add(new(spec.Name, init, spec, Find(statuses, spec.Name) ?? Unknown));
        }
        foreach (var status in statuses)
        {
            if (status is not null && !views.Exists(view => view.Name == status.Name))
                views.Add(new(status.Name, init, null, status));
        }
        return views;
    }

    private static readonly ContainerStatus Unknown = new();

    private static ContainerStatus? Find(IReadOnlyList<ContainerStatus> statuses, string name)
    {
        foreach (var status in statuses)
        {
            if (status is not null && status.Name == name) return status;
        }
        return null;
    }
}
