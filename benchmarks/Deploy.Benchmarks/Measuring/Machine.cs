using System.Globalization;
using System.Runtime.InteropServices;

namespace Deploy.Benchmarks.Measuring;

/// <summary>What the figures were taken on.</summary>
internal static class Machine
{
    public static string Describe(TimeProvider time) => string.Create(CultureInfo.InvariantCulture,
        $"""
        {time.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}
        | what | ours: median (range) | peer: median (range) | ratio | at most | |
        | --- | --- | --- | --- | --- | --- |
        """);
}
