using System.Globalization;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>The fields of a rolling update that keep as many replicas answering as are wanted, from the operator's own. Pure.</summary>
internal static class RollingValues
{
    /// <summary>
    /// Time that a replica without a readiness check must run before it counts. The server keeps whole seconds only, so
    /// this is one second at the least: a process that crashes at its start does not live that long.
    /// </summary>
    internal static readonly TimeSpan Proof = TimeSpan.FromSeconds(2);

    // Stamps are cut to whole seconds.
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(1);

    /// <summary>How long a replica must have been Responsive by its stamp before it counts.</summary>
    internal static TimeSpan HoldOf(ReleaseRecord release, bool isReadyOnceRunning)
    {
        var asked = release.ResponsiveFor > TimeSpan.Zero ? release.ResponsiveFor + s_cut : TimeSpan.Zero;
        return isReadyOnceRunning && asked < Proof ? Proof : asked;
    }

    /// <summary>None leaves before its successor is ready. What the operator allows to be missing is added on top instead, so that it takes no longer.</summary>
    internal static OwnValues Graceful(OwnValues own, int desired)
    {
        var (surge, missing) = (own.MaxSurge ?? "25%", own.MaxUnavailable ?? "25%");
        return own with { MaxSurge = IsNone(missing) && !IsNone(surge) ? surge : Sum(surge, missing, desired), MaxUnavailable = "0" };
    }

    /// <summary>The same, with the controller waiting for as long as each replica must have answered.</summary>
    internal static OwnValues Held(OwnValues graceful, ReleaseRecord release, bool isReadyOnceRunning)
    {
        var seconds = (int)Math.Min(Math.Ceiling(HoldOf(release, isReadyOnceRunning).TotalSeconds), int.MaxValue / 2);
        if (seconds <= (graceful.MinReadySeconds ?? 0))
            return graceful;
        // The server refuses a deadline that is not beyond the time that a replica must be ready.
        var deadline = graceful.ProgressDeadlineSeconds ?? 600;
        return graceful with { MinReadySeconds = seconds, ProgressDeadlineSeconds = deadline > seconds ? graceful.ProgressDeadlineSeconds : seconds + deadline };
    }

    private static bool IsNone(string amount) => amount is "0" or "0%";

    private static string Sum(string surge, string missing, int desired)
    {
        if (Percent(surge) is { } one && Percent(missing) is { } other)
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(one + other, 1, 100)}%");
        var sum = Count(surge, desired, up: true) + Count(missing, desired, up: false);
        return Math.Clamp(sum, 1, Math.Max(1, desired)).ToString(CultureInfo.InvariantCulture);
    }

    private static int? Percent(string amount) => amount.EndsWith('%') && int.TryParse(amount.AsSpan(0, amount.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int Count(string amount, int desired, bool up) => Percent(amount) is { } percent
        ? (int)(up ? Math.Ceiling(desired * percent / 100.0) : Math.Floor(desired * percent / 100.0))
        : int.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
