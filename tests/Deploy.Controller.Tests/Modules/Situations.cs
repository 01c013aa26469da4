using Deploy.Controller.Arklet;
using Deploy.Controller.Modules;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Tests.Modules;

/// <summary>Builds situations of one base for the planner's tests.</summary>
internal static class Situations
{
    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static ModulePod Pod(string name, string biz = "biz1", string version = "1.0.0", int age = 60, bool deleting = false, string? phase = null, string url = "http://h/p.jar?sig=secret", PodStatus? status = null) => ModulePod.Of(new Pod
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default", Uid = name, CreationTimestamp = Now.AddSeconds(-age), DeletionTimestamp = deleting ? Now : null },
        Spec = new PodSpec { NodeName = "n", Containers = [new Container { Name = biz, Image = url, Env = [new EnvVar { Name = "BIZ_VERSION", Value = version }] }] },
        Status = status ?? new PodStatus { Phase = phase ?? "Pending" },
    });

    /// <summary>The status of a pod whose module biz1 ran.</summary>
    public static PodStatus Ran() => new() { Phase = "Running", ContainerStatuses = [new ContainerStatus { Name = "biz1", Ready = true, State = new ContainerState { Running = new ContainerStateRunning { StartedAt = Now.AddSeconds(-30) } } }] };

    public static BizInfo Biz(string name, string version, BizState state, string reason = "", string message = "") => new()
    {
        Name = name,
        Version = version,
        State = state,
        Records = [new BizStateRecord(Now.AddSeconds(-5), state, reason, message)],
    };

    public static BaseSituation Of(IReadOnlyList<ModulePod> pods, IReadOnlyList<BizInfo>? installed, IEnumerable<string>? ours = null, params BizOperation[] operations) => new()
    {
        Ip = "10.0.0.1",
        Pods = pods,
        Installed = installed,
        Ours = (ours ?? []).ToDictionary(o => o, _ => "http://h/p.jar", StringComparer.Ordinal),
        Operations = operations.ToDictionary(o => o.Biz.Identity, StringComparer.Ordinal),
        Now = Now,
    };

    public static BizOperation Failed(string name, string version, string code, int secondsAgo, string message = "failed", bool install = true) =>
        new() { Biz = new Biz(name, version), IsInstall = install, Code = code, Message = message, Failures = 1, At = Now.AddSeconds(-secondsAgo) };

    public static BizOperation Running(string name, string version, bool install = true) =>
        new() { Biz = new Biz(name, version), IsInstall = install, IsRunning = true, At = Now };
}
