using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Containers that ran out of memory, told with their limit and their JVM's heap.</summary>
internal static class MemoryCauses
{
    private const double MiB = 1024d * 1024;

    // A JVM below this heap spends its time collecting under a web load; and beside the heap it needs metaspace, threads and buffers.
    private const double SmallestHeap = 2048 * MiB;
    private const double SmallestMargin = 256 * MiB;
    private const double MarginShare = 0.25;

    public static Cause Killed(ContainerView container, ContainerStateTerminated end)
    {
        var limit = Limit(container);
        var heap = JavaHeap.Of(container.Spec, limit);
        var allowed = limit is { } bytes ? $"its memory limit of {Amounts.Bytes(bytes)}" : "the memory that its node has left (it has no limit of its own)";
        var message = $"The {container.Title} was killed (OOM, exit code {end.ExitCode}{ExitCauses.Runs(container)}): it needed more than {allowed}.";
        if (heap is null) return Cause.Of(ContainerCodes.OutOfMemory, message, Advice(container, limit, null));
        return Cause.Of(ContainerCodes.OutOfMemory, $"{message} {Margin(heap, limit)}", Advice(container, limit, heap));
    }

    /// <summary>What to do for a JVM that ended itself on a full heap; null when the container is no JVM.</summary>
    public static string? HeapExhausted(ContainerView container)
    {
        var limit = Limit(container);
        var heap = JavaHeap.Of(container.Spec, limit);
        if (heap is null && !JavaHeap.RunsJava(container.Spec)) return null;
        return Advice(container, limit, heap is null ? null : heap with { Bytes = heap.Bytes * 1.5 });
    }

    private static double? Limit(ContainerView container) => Amounts.Get(container.Spec?.Resources?.Limits, "memory");

    private static string Margin(JavaHeap heap, double? limit)
    {
        if (limit is not { } bytes) return $"Its JVM may use a heap of {Amounts.Bytes(heap.Bytes)} ({heap.Setting}).";
        return heap.Bytes >= bytes
            ? $"Its JVM may use a heap of {Amounts.Bytes(heap.Bytes)} ({heap.Setting}), which alone is not below the limit."
            : $"Its JVM may use a heap of {Amounts.Bytes(heap.Bytes)} ({heap.Setting}), which leaves {Amounts.Bytes(bytes - heap.Bytes)} for metaspace, threads and buffers.";
    }

    private static string Advice(ContainerView container, double? limit, JavaHeap? heap)
    {
        if (heap is null && !JavaHeap.RunsJava(container.Spec))
            return limit is { } bytes ? $"Raise the memory limit above {Amounts.Bytes(bytes)}, or lower what the process uses." : "Give the container a memory request and limit that fit what it uses.";
        var wanted = Math.Max(heap?.Bytes ?? 0, SmallestHeap);
        var needed = RoundUp(wanted + Math.Max(SmallestMargin, wanted * MarginShare));
        return $"Give the JVM a heap of at least {Amounts.Bytes(SmallestHeap)} and the container somewhat more: -Xmx{Math.Ceiling(wanted / MiB):0}m with a memory limit of {Amounts.Bytes(needed)}.";
    }

    private static double RoundUp(double bytes) => Math.Ceiling(bytes / (64 * MiB)) * 64 * MiB;
}
