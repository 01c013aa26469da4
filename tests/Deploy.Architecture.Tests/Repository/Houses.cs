namespace Deploy.Architecture.Tests.Repository;

/// <summary>The product's projects and which of each other they may reference; there are no other arrows.</summary>
internal static class Houses
{
    /// <summary>Assembly name to the assemblies it may reference directly.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Arrows = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Deploy.Kubernetes"] = [],
        ["Deploy.Storage"] = [],
        ["Deploy.Operations"] = ["Deploy.Kubernetes", "Deploy.Storage"],
        ["Deploy.Controller"] = ["Deploy.Kubernetes"],
        ["Deploy.LocalCluster"] = ["Deploy.Kubernetes", "Deploy.Controller"],
        ["Deploy.Module"] = ["Deploy.Operations", "Deploy.Controller", "Deploy.LocalCluster"],
        ["Deploy.Loader"] = [],
        ["Deploy.Functions"] = ["Deploy.Operations"],
    };

    /// <summary>Everything an assembly may see: what it references, and what that references in turn.</summary>
    public static IReadOnlySet<string> Reach(string assembly)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(Arrows[assembly]);
        while (open.TryDequeue(out var next))
        {
            if (!reached.Add(next))
                continue;
            foreach (var further in Arrows[next])
                open.Enqueue(further);
        }
        return reached;
    }

    /// <summary>The project files of the product by assembly name.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } = SourceTree.Files
        .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("benchmarks/", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => file, StringComparer.Ordinal);
}
