using System.IO.Enumeration;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Which replicas to look at. What is left empty does not restrict.</summary>
public sealed record ReplicaQuery
{
    /// <summary>The namespace; null for all of them.</summary>
    public string? Namespace { get; init; } = "default";

    /// <summary>Module names, with wildcards (<c>*</c>, <c>?</c>).</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Replica (pod) names, with wildcards.</summary>
    public IReadOnlyList<string> ReplicaNames { get; init; } = [];

    /// <summary>Versions, with wildcards.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>Nodes or bases, with wildcards.</summary>
    public IReadOnlyList<string> Bases { get; init; } = [];

    public IReadOnlyList<ReplicaState> States { get; init; } = [];

    /// <summary>A Kubernetes label selector, evaluated by the server.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>The limits that states are worked out with.</summary>
    public ReplicaStateOptions StateOptions { get; init; } = ReplicaStateOptions.Default;

    /// <summary>Whether events, nodes and capacity are read where a cause needs them. Default true.</summary>
    public bool Explain { get; init; } = true;

    /// <summary>The only module asked for, when there is one and it has no wildcard.</summary>
    internal string? SingleName => Names is [var name] && !name.AsSpan().ContainsAny('*', '?') ? name : null;

    internal bool Selects(string replica, string? node, ModuleIdentity module) =>
        Fits(Names, module.Name) && Fits(Versions, module.Version) && Fits(ReplicaNames, replica) && Fits(Bases, node ?? "");

    internal bool Selects(ReplicaState state) => States.Count == 0 || States.Contains(state);

    /// <summary>Refuses a query that could only find nothing or everything by mistake.</summary>
    /// <exception cref="DeployException">A name is empty or a grace is negative.</exception>
    internal void Check()
    {
        if (Namespace is { } ns && string.IsNullOrWhiteSpace(ns)) throw new DeployException(ReplicaCodes.InvalidQuery, "The namespace is empty.");
        if (Names.Concat(ReplicaNames).Concat(Versions).Concat(Bases).Any(string.IsNullOrWhiteSpace)) throw new DeployException(ReplicaCodes.InvalidQuery, "A name is empty.");
        if (StateOptions.ReadinessGrace < TimeSpan.Zero || StateOptions.MinimumRun < TimeSpan.Zero || StateOptions.DeletionMargin < TimeSpan.Zero || StateOptions.CreationPatience < TimeSpan.Zero)
            throw new DeployException(ReplicaCodes.InvalidQuery, "A grace is negative.");
    }

    private static bool Fits(IReadOnlyList<string> patterns, string value)
    {
        if (patterns.Count == 0) return true;
        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, value)) return true;
        }
        return false;
    }
}
