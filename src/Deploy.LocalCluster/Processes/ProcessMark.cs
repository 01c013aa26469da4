using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Deploy.LocalCluster.Processes;

/// <summary>Tells one process from every other that has had, or will have, the same id.</summary>
internal static class ProcessMark
{
    private const int StartTimeField = 19;

    /// <summary>A text that no other process under this id has; null when there is no such process.</summary>
    public static string? Of(int processId)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OfLinux(processId) : OfStartTime(processId);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Ends the process if it still is the one that is meant.</summary>
    public static void Kill(int processId, string mark)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            if (Of(processId) == mark) process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
            return;
        }
    }

    /// <summary>Ticks since boot, and which boot: neither moves when the clock is set.</summary>
    private static string? OfLinux(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
        // The command in parentheses may hold anything, so fields are counted from behind it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        if (fields[0] is "Z" or "X") return null;
        var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        return $"{boot}:{fields[StartTimeField]}";
    }

    private static string OfStartTime(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
    }
}
