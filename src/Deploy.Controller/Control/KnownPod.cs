using System.Globalization;
using Deploy.Controller.Modules;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Control;

/// <summary>
/// A pod as it is known from the watch and from own writes, of which the watch may be far behind: what it tells from before
/// an own write is old. Versions of one pod are compared as numbers; where a server has others, the watch alone counts.
/// </summary>
/// <param name="Module">The pod.</param>
/// <param name="Awaited">The version of the own write that the watch has yet to tell; 0 for none.</param>
internal sealed record KnownPod(ModulePod Module, long Awaited)
{
    public static KnownPod New(Pod pod, long sequence) => new(ModulePod.Of(pod) with { Sequence = sequence }, 0);

    /// <summary>The pod after the watch told of it.</summary>
    public KnownPod Told(Pod pod)
    {
        if (pod.Metadata.ResourceVersion == Module.Pod.Metadata.ResourceVersion)
            return this with { Awaited = 0 };
        return VersionOf(pod) < Awaited ? this : New(pod, Module.Sequence);
    }

    /// <summary>The pod after an own write that gave this.</summary>
    public KnownPod Written(Pod pod) =>
        VersionOf(pod) > VersionOf(Module.Pod) ? New(pod, Module.Sequence) with { Awaited = VersionOf(pod) } : this;

    private static long VersionOf(Pod pod) =>
        long.TryParse(pod.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
