using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Tests.Controllers;

/// <summary>Whatever the order in which controllers act and report, a rolling update keeps its bounds and ends.</summary>
public sealed class RollingUpdateProperties
{
    [Fact]
    public void Surge_and_unavailability_are_never_exceeded_and_it_ends()
    {
        for (var seed = 0; seed < 100; seed++)
            Run(seed);
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var replicas = random.Next(1, 12);
        var model = new RollingUpdateModel(replicas, Limit(random), Limit(random));
        model.SetImage("app:1");
        Settle(model, random, seed);
        for (var version = 2; version <= 4; version++)
        {
            model.SetImage($"app:{version}");
            // A further change may come in the middle of a rollout.
            for (var step = 0; step < random.Next(60); step++)
                Step(model, random, seed, replicas);
        }

        Settle(model, random, seed, replicas);
    }

    private static void Settle(RollingUpdateModel model, Random random, int seed, int? replicas = null)
    {
        for (var step = 0; step < 20_000 && !model.IsDone; step++)
            Step(model, random, seed, replicas);
        Assert.True(model.IsDone, $"seed {seed} does not end");
    }

    private static void Step(RollingUpdateModel model, Random random, int seed, int? replicas)
    {
        var sets = model.SetNames.ToList();
        var unready = model.UnreadyPods.ToList();
        switch (random.Next(4))
        {
            case 0:
                model.ReconcileDeployment();
                break;
            case 1 when sets.Count > 0:
                model.ReconcileSet(sets[random.Next(sets.Count)]);
                break;
            case 2 when sets.Count > 0:
                model.Report(sets[random.Next(sets.Count)]);
                break;
            case 3 when unready.Count > 0:
                model.MakeReady(unready[random.Next(unready.Count)]);
                break;
        }

        if (replicas is not { } wanted)
            return;
        Assert.True(model.Live <= wanted + model.Limits.MaxSurge, $"seed {seed}: {model.Live} pods of {wanted} + {model.Limits.MaxSurge}");
        Assert.True(model.Ready >= wanted - model.Limits.MaxUnavailable, $"seed {seed}: {model.Ready} ready of {wanted} - {model.Limits.MaxUnavailable}");
    }

    private static IntOrString Limit(Random random) => random.Next(2) == 0 ? random.Next(0, 4) : $"{random.Next(0, 101)}%";
}
