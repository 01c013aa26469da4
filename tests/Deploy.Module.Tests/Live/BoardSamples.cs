using System.Globalization;
using Deploy.Module.Live;
using Deploy.Operations.Errors;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Tests.Live;

/// <summary>Boards that tests draw.</summary>
internal static class BoardSamples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 3, 22, TimeSpan.Zero);

    public static readonly BoardStyle Plain = new(HasColour: false, HasSigns: true);

    public static readonly BoardStyle Coloured = new(HasColour: true, HasSigns: true);

    public static readonly BoardStyle Ascii = new(HasColour: false, HasSigns: false);

    private static readonly Cause Missing = Cause.Of(ImageCodes.NotFound, "Image registry.local/missing:3 of container \"biz1\" cannot be pulled: it does not exist.");

    public static BoardState Empty => new() { Title = "biz1 in default of local", Now = Now };

    /// <summary>A batched release under way, with one replica that cannot start.</summary>
    public static BoardState Releasing => Empty with
    {
        Replicas =
        [
            .. Enumerable.Range(1, 7).Select(i => Replica($"biz1-7d9f8c6b5-{i:00000}", "1.0.0", ReplicaState.Responsive) with { Revision = "1", Age = TimeSpan.FromHours(5.5) }),
            Replica("biz1-66b5c4d3f-aaaaa", "2.0.0", ReplicaState.Responsive) with { Revision = "2" },
            Replica("biz1-66b5c4d3f-bbbbb", "2.0.0", ReplicaState.Starting) with { Revision = "2", Ready = "0/1" },
            Replica("biz1-66b5c4d3f-ccccc", "2.0.0", ReplicaState.StartingError) with { Revision = "2", Ready = "0/1", Restarts = 3, Cause = Missing },
            Replica("biz1-7d9f8c6b5-zzzzz", "1.0.0", ReplicaState.Decommissioned) with { Revision = "1" },
        ],
        Releases = [Rollout],
    };

    /// <summary>The release of <see cref="Releasing"/>.</summary>
    public static ReleaseStanding Rollout => new()
    {
        Namespace = "default",
        Module = "biz1",
        Id = "r1",
        FromVersion = "1.0.0",
        Version = "2.0.0",
        Revision = 2,
        Phase = ReleasePhase.Running,
        IsOpen = true,
        Desired = 8,
        Batch = 2,
        Batches = 4,
        StartedAt = Now - TimeSpan.FromSeconds(72),
    };

    /// <summary>Several modules with hundreds of replicas, most of them well.</summary>
    public static BoardState Hundreds => Empty with
    {
        Title = "all modules in default of local",
        Replicas =
        [
            .. Many("biz1", 260, ReplicaState.Responsive), .. Many("cart", 30, ReplicaState.Responsive),
            .. Many("pay", 3, ReplicaState.StartingError, Cause.Of(ContainerCodes.CrashLoop, "Crash loop. The container \"pay\" ended with exit code 1, restarted 6 times.")),
            .. Many("web", 2, ReplicaState.Unresponsive, Cause.Of(ContainerCodes.NotReady, "Container \"web\" has not been ready for 4 min.")),
        ],
        Releases = [Rollout with { Module = "pay", FromVersion = null, Version = "1.0.1", Desired = 3, Batch = 0, Batches = 0, Phase = ReleasePhase.Failed, Message = "Container.CrashLoop: Crash loop." }],
    };

    public static ReplicaStatus Replica(string name, string version, ReplicaState state) => new()
    {
        Name = name,
        Namespace = "default",
        Module = name.Split('-')[0],
        Version = version,
        State = state,
        Ready = "1/1",
        Base = "node-1",
        Age = TimeSpan.FromSeconds(40),
        Uid = name,
    };

    private static IEnumerable<ReplicaStatus> Many(string module, int count, ReplicaState state, Cause? cause = null) =>
        Enumerable.Range(1, count).Select(i => Replica(string.Create(CultureInfo.InvariantCulture, $"{module}-5b8d9c7f4-{i:00000}"), "1.0.0", state) with { Cause = cause });
}
