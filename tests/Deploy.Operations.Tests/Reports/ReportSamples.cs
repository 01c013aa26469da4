using System.Globalization;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Errors;
using Deploy.Operations.Health;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;
using Deploy.Operations.Reports;

namespace Deploy.Operations.Tests.Reports;

/// <summary>Reports that tests write: one with everything in it, and one with a thousand replicas.</summary>
internal static class ReportSamples
{
    /// <summary>Text that must never get into a page as markup or as it is.</summary>
    public const string Evil = "<script>alert('x')</script>\"' onload=\"x\" \e[31mred\e[0m \0 https://store.example/p.jar?sv=1&sig=Pl4nt3dS1gnature%3D DB_PASSWORD=Pl4nt3dPassword";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Begin = Now - TimeSpan.FromHours(6);

    public static ModuleReport Full
    {
        get
        {
            List<ReportedModule> modules = [Shop, Cart, Gone];
            return new()
            {
                Cluster = "prod-1",
                Namespace = "default",
                Names = ["*"],
                From = Now - TimeSpan.FromHours(24),
                To = Now,
                Modules = modules,
                Causes = ReportedCause.Of(modules),
                Bases = [new ModuleBase { Name = "vnode.base-1.default", Application = "base", Version = "1.0.0", State = "Ready", Ip = "10.0.0.7", Port = 1238, Replicas = 3, FreeMetaspace = 400 << 20, MaxMetaspace = 512 << 20, Age = TimeSpan.FromDays(3) }],
            };
        }
    }

    public static ModuleReport WithoutArchive => Full with { Gaps = ["Replicas that are gone are not shown: no archive is set up."], Modules = [Shop], Bases = [] };

    /// <summary>A thousand replicas of ten modules, a tenth of them in trouble, as many diagnostics as are read.</summary>
    public static ModuleReport Thousand
    {
        get
        {
            List<ReportedModule> modules = [.. Enumerable.Range(0, 10).Select(i => Crowd($"module-with-a-long-name-{i}"))];
            return Full with { Names = [], Modules = modules, Causes = ReportedCause.Of(modules) };
        }
    }

    private static ReportedModule Shop => new()
    {
        Name = "shop",
        Published = Published("shop", "2.0.0", PublishedModuleState.Ready),
        Releases =
        [
            Release("shop", 2, "2.0.0", ReleaseStatus.Current, Now.AddHours(-3)) with { Cause = "replace 1.0.0 by 2.0.0", Duration = TimeSpan.FromMinutes(7) },
            Release("shop", 1, "1.0.0", ReleaseStatus.Superseded, Begin) with { Cause = Evil, Duration = TimeSpan.FromSeconds(40) },
        ],
        Lives =
        [
            Life("shop-1-aaaaa", "1.0.0", ReplicaState.Deleted, Begin, Now.AddHours(-2.9)) with
            {
                Departure = "deleted",
                Phases = [new(ReplicaState.Starting, Begin, Begin.AddMinutes(2)), new(ReplicaState.Started, Begin.AddMinutes(2), Begin.AddMinutes(4)), new(ReplicaState.Responsive, Begin.AddMinutes(4), Now.AddHours(-3)), new(ReplicaState.Decommissioned, Now.AddHours(-3), Now.AddHours(-2.9))],
            },
            Life("shop-2-bbbbb", "2.0.0", ReplicaState.Responsive, Now.AddHours(-3), Now) with { RecreatedBecause = "release (revision 2)" },
            Life("shop-2-ccccc", "2.0.0", ReplicaState.Decommissioned, Now.AddHours(-3), Now) with
            {
                Departure = "recycled",
                Phases = [new(ReplicaState.Starting, Now.AddHours(-3), Now.AddHours(-2.98)), new(ReplicaState.Responsive, Now.AddHours(-2.98), Now.AddMinutes(-5)), new(ReplicaState.Decommissioned, Now.AddMinutes(-5), Now)],
            },
        ],
    };

    private static ReportedModule Cart => new()
    {
        Name = "cart",
        Published = Published("cart", "0.9.2", PublishedModuleState.Failed),
        Releases = [Release("cart", 1, "0.9.2", ReleaseStatus.Failed, Now.AddHours(-1)) with { By = null, Message = "Container.CrashLoop: " + Evil }],
        Lives =
        [
            Life("cart-1-ddddd", "0.9.2", ReplicaState.StartingError, Now.AddHours(-1), Now) with
            {
                Restarts = 3,
                Cause = Cause.Of(ContainerCodes.CrashLoop, "Crash loop. The container \"cart\" ended with exit code 1, restarted 3 times."),
                Phases = [new(ReplicaState.Starting, Now.AddHours(-1), Now.AddMinutes(-58)), new(ReplicaState.StartingError, Now.AddMinutes(-58), Now)],
                Exits = [new(Now.AddMinutes(-58), 1, "Error"), new(Now.AddMinutes(-30), 1, "Error")],
            },
            Life("cart-1-eeeee", "0.9.2", ReplicaState.Unresponsive, Now.AddHours(-1), Now) with
            {
                Cause = Cause.Of(ContainerCodes.NotReady, Evil),
                Phases = [new(ReplicaState.Responsive, Now.AddHours(-1), Now.AddMinutes(-10)), new(ReplicaState.Unresponsive, Now.AddMinutes(-10), Now)],
            },
        ],
    };

    private static ReportedModule Gone
    {
        get
        {
            var life = Life("<b>old</b>-1-fffff", "3.1.4", ReplicaState.Deleted, Begin, Begin.AddHours(1)) with
            {
                Departure = "evicted",
                Restarts = 1,
                Cause = Cause.Of(ContainerCodes.OutOfMemory, "The container \"old\" was killed (OOM, exit code 137): its limit is 512 MiB, its heap 2 GiB."),
                Exits = [new(Begin.AddMinutes(30), 137, "OOMKilled")],
            };
            return new() { Name = "old-模块", Lives = [life], Diagnostics = [new(life, Diagnostic(life))], Unread = 4 };
        }
    }

    private static ReportedModule Crowd(string name)
    {
        List<ReplicaLife> lives = [.. Enumerable.Range(0, 100).Select(i => Life(string.Create(CultureInfo.InvariantCulture, $"{name}-7d9f8c6b54-{i:00000}"), "1.0.0", i < 50 ? ReplicaState.Responsive : ReplicaState.Deleted, Begin.AddMinutes(i), Begin.AddMinutes(i + 200)) with
        {
            Phases = [new(ReplicaState.Starting, Begin.AddMinutes(i), Begin.AddMinutes(i + 1)), new(ReplicaState.Started, Begin.AddMinutes(i + 1), Begin.AddMinutes(i + 2)), new(ReplicaState.Responsive, Begin.AddMinutes(i + 2), Begin.AddMinutes(i + 190)), new(i % 10 == 0 ? ReplicaState.Unresponsive : ReplicaState.Decommissioned, Begin.AddMinutes(i + 190), Begin.AddMinutes(i + 200))],
            Restarts = i % 10 == 0 ? 2 : 0,
            Exits = i % 10 == 0 ? [new(Begin.AddMinutes(i + 190), 1, "Error")] : [],
            Cause = i % 10 == 0 ? Cause.Of(ContainerCodes.CrashLoop, "Crash loop.") : null,
        })];
        return new()
        {
            Name = name,
            Published = Published(name, "1.0.0", PublishedModuleState.Degraded),
            Releases = [.. Enumerable.Range(1, 20).Select(i => Release(name, i, $"1.0.{i}", ReleaseStatus.Superseded, Begin.AddMinutes(i * 10)))],
            Lives = lives,
            Diagnostics = [.. lives.Where(life => life.HadTrouble).Select(life => new ReportedDiagnostic(life, Diagnostic(life)))],
            Unread = 40,
        };
    }

    private static ReplicaDiagnostic Diagnostic(ReplicaLife life) => new()
    {
        TakenAt = life.End,
        Status = new ReplicaStatus { Name = life.Name, Namespace = "default", Module = "old", Version = life.Version, State = ReplicaState.Deleted },
        Containers =
        [
            new() { Name = "app", State = "Terminated", Reason = "OOMKilled", Restarts = 1, End = new(137, "OOMKilled", "killed for its memory", Begin, Begin.AddMinutes(30)) },
            new() { Name = "side<car>", State = "Running" },
        ],
        Events = [new(Begin.AddMinutes(30), "Warning", "BackOff", "Back-off restarting " + Evil, 7, "kubelet"), new(null, "Normal", "Pulled", "Pulled", 1, null)],
        Logs =
        [
            new("app", false, [.. Enumerable.Range(1, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"2026-11-21T13:00:00Z line {i} of a log that goes on and on")), Evil]),
            new("app", true, [], "The log of the run before is gone."),
        ],
    };

    private static PublishedModule Published(string name, string version, PublishedModuleState state) => new()
    {
        Name = name,
        Namespace = "default",
        Version = version,
        Kind = ModuleKind.Deployment,
        Replicas = 3,
        Ready = 2,
        State = state,
        Image = "registry.local/ok:1",
        Age = TimeSpan.FromDays(1),
        CreatedAt = Begin,
        Workload = name,
    };

    private static Release Release(string module, long revision, string version, ReleaseStatus status, DateTimeOffset when) => new()
    {
        Namespace = "default",
        Module = module,
        Kind = ModuleKind.Deployment,
        Revision = revision,
        Version = version,
        Image = "registry.local/ok:1",
        Status = status,
        When = when,
        By = "ada@desk",
    };

    private static ReplicaLife Life(string name, string version, ReplicaState state, DateTimeOffset begin, DateTimeOffset end) => new()
    {
        Name = name,
        Version = version,
        State = state,
        Begin = begin,
        End = end,
        Base = "node-1",
        Phases = [new(state == ReplicaState.Deleted ? ReplicaState.Responsive : state, begin, end)],
    };
}
