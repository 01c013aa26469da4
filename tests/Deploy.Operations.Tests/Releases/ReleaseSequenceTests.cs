using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Good and bad versions one after the other, with every strategy of every kind. The sequences and their ends are the table in docs/releases.md.</summary>
public sealed class ReleaseSequenceTests(ReleaseCluster cluster)
{
    private static readonly (ModuleKind Kind, StrategyKind Strategy)[] s_ways =
    [
        (ModuleKind.Deployment, StrategyKind.Rolling), (ModuleKind.Deployment, StrategyKind.Batched), (ModuleKind.Deployment, StrategyKind.Safe),
        (ModuleKind.DaemonSet, StrategyKind.Rolling), (ModuleKind.DaemonSet, StrategyKind.Batched),
        (ModuleKind.StatefulSet, StrategyKind.Rolling), (ModuleKind.StatefulSet, StrategyKind.Batched),
        (ModuleKind.Pod, StrategyKind.Rolling),
    ];

    public static TheoryData<string, string> Sequences()
    {
        var sequences = new TheoryData<string, string>();
        foreach (var row in ReleaseTables.Rows("versions, one after the other"))
            sequences.Add(row[0], row[1]);
        return sequences;
    }

    [Theory, MemberData(nameof(Sequences))]
    public Task They_end_as_documented(string versions, string end) =>
        Task.WhenAll(s_ways.Select(way => RunAsync(way.Kind, way.Strategy, versions.Split(", "), end)));

    private async Task RunAsync(ModuleKind kind, StrategyKind strategy, string[] steps, string end)
    {
        var bed = await cluster.BedAsync();
        var options = new ReleaseOptions
        {
            Strategy = strategy,
            Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never },
            Safe = new SafeOptions { Grace = TimeSpan.Zero },
            AcceptDowntime = true,
        };
        for (var number = 1; number <= steps.Length; number++)
            await StepAsync(bed, kind, steps[number - 1], number, options);
        var ready = await bed.ReadyByVersionAsync();
        var expected = end switch { "the first" => "1.0.0", "the second" => "2.0.0", "the third" => "3.0.0", "none" => "", _ => throw new InvalidOperationException($"What is '{end}'?") };
        var least = expected.Length == 0 ? 0 : Replicas(kind) - (steps[^1] == "bad" && kind != ModuleKind.Deployment ? 1 : 0);
        Assert.True(ready.GetValueOrDefault(expected) >= least && ready.Keys.All(version => version == expected),
            $"{kind}, {strategy}, {string.Join(", ", steps)}: {end} is expected, there is {string.Join(", ", ready)}");
    }

    private static async Task StepAsync(ReleaseBed bed, ModuleKind kind, string step, int number, ReleaseOptions options)
    {
        var image = $"registry.local/{(step == "bad" ? "missing" : "ok")}:{number}";
        Func<Task> change = (step, number) switch
        {
            ("back", _) => () => bed.UndoAsync(options: new ReleaseOptions { AcceptDowntime = true }),
            (_, 1) => () => PublishAsync(bed, kind, image),
            _ => () => bed.ReplaceAsync($"{number}.0.0", image, options),
        };
        if (step == "bad")
            await Assert.ThrowsAsync<DeployException>(change);
        else
            await change();
    }

    private static Task PublishAsync(ReleaseBed bed, ModuleKind kind, string image) => kind switch
    {
        ModuleKind.StatefulSet => bed.PublishManifestAsync(Manifests.StatefulSet().Replace("registry.local/ok:1", image, StringComparison.Ordinal)),
        ModuleKind.Deployment => bed.PublishAsync(bed.Spec(image: image) with { Service = new ModuleService { Port = 8080 } }),
        _ => bed.PublishAsync(bed.Spec(image: image) with { Kind = kind, Replicas = null }),
    };

    private static int Replicas(ModuleKind kind) => kind == ModuleKind.Pod ? 1 : 3;
}
