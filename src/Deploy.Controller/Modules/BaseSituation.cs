using Deploy.Controller.Arklet;
using Deploy.Controller.Nodes;

namespace Deploy.Controller.Modules;

/// <summary>All that is known of one base when it is decided what to do there.</summary>
public sealed record BaseSituation
{
    /// <summary>The base's address.</summary>
    public required string Ip { get; init; }

    /// <summary>How far the base can be counted on.</summary>
    public BaseLiveness Liveness { get; init; }

    /// <summary>The pods bound to its node.</summary>
    public required IReadOnlyList<ModulePod> Pods { get; init; }

    /// <summary>What the base said that it has; null while it has not been asked since the controller knows it.</summary>
    public IReadOnlyList<BizInfo>? Installed { get; init; }

    /// <summary>Running and failed operations by <see cref="Biz.Identity"/>.</summary>
    public required IReadOnlyDictionary<string, BizOperation> Operations { get; init; }

    /// <summary>What the controller installed there, with the package's URL less its query, by <see cref="Biz.Identity"/>.</summary>
    public required IReadOnlyDictionary<string, string> Ours { get; init; }

    /// <summary>The revisions of the ReplicaSets whose pods want different versions of one module here, by the ReplicaSet's UID.</summary>
    public IReadOnlyDictionary<string, ReplicaSetRevision> Revisions { get; init; } = new Dictionary<string, ReplicaSetRevision>(StringComparer.Ordinal);

    /// <summary>Now.</summary>
    public required DateTimeOffset Now { get; init; }
}
