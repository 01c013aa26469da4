using System.Runtime.CompilerServices;

namespace Deploy.Operations.Maintenance;

/// <summary>Objects of a list that are looked at and let go.</summary>
internal static class PassingObjects
{
    /// <summary>
    /// The same objects, those that passed collected now and then: they are dead already, and the runtime would let them pile up to
    /// the size of the processor's cache, so that a sweep over many would take more memory than one over a few.
    /// </summary>
    /// <param name="every">After how many: more where they are small.</param>
    public static async IAsyncEnumerable<T> LetGoAsync<T>(this IAsyncEnumerable<T> objects, int every, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var passed = 0;
        await foreach (var item in objects.WithCancellation(ct))
        {
            yield return item;
            // The first generation too, where those end up that were being read when the one before was collected.
            if (++passed % every == 0)
                GC.Collect(1, GCCollectionMode.Forced, blocking: true);
        }
    }
}
