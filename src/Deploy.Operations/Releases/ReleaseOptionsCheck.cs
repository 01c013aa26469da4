using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases;

/// <summary>Refuses options that contradict each other or the kind, before anything is changed.</summary>
internal static class ReleaseOptionsCheck
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);

    internal static void Check(ReleaseOptions options, ModuleKind kind)
    {
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > s_longest)
            throw Invalid($"A timeout of {options.Timeout} is not possible.", "Give more than 0 and at most 24 hours.");
        CheckBatches(options.Batches);
        if (options.Strategy == StrategyKind.Safe && kind != ModuleKind.Deployment)
            throw Invalid($"A safe upgrade needs two sets side by side, which a {kind} cannot have.", "Publish as a Deployment, or use batches.");
        if (options.Strategy == StrategyKind.Batched && kind == ModuleKind.Pod)
            throw Invalid("A bare pod is one replica; there are no batches.", "Leave the batches out, or publish as a Deployment.");
        if (options.Gate.ResponsiveFor < TimeSpan.Zero || options.Gate.ResponsiveFor > s_longest || options.Safe.Grace < TimeSpan.Zero || options.Safe.KeepOld < TimeSpan.Zero)
            throw Invalid("A time of the gate or of the safe upgrade is below 0 or too long.", "Give times from 0 to 24 hours.");
        if (options.Gate.HealthUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
            throw Invalid("The health URL is not an absolute http(s) URL.", "Write it as http://host:port/path.");
    }

    private static void CheckBatches(BatchOptions batches)
    {
        if (new[] { batches.Size, batches.Percent, batches.Count }.Count(value => value is not null) > 1)
            throw Invalid("Batch size, percentage and count are given together.", "Give one of them.");
        if (batches.Size < 1 || batches.Count < 1 || batches.Percent is < 1 or > 100)
            throw Invalid("A batch has at least one replica, at most 100 percent.", "Give a size or count from 1, or a percentage from 1 to 100.");
        if (batches.WaitBetween < TimeSpan.Zero || batches.WaitBetween > s_longest)
            throw Invalid("The wait between batches is below 0 or too long.", "Give a time from 0 to 24 hours.");
    }

    private static DeployException Invalid(string message, string suggestion) => new(ModuleControllerCodes.InvalidParameter, message, suggestion: suggestion);
}
