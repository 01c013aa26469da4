using System.Globalization;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Nodes.Images;

namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>What a check of a simulated process would find.</summary>
internal static class ProbeResult
{
    /// <summary>The failure in the kubelet's words; null when the check succeeds.</summary>
    /// <param name="kind">What the check decides.</param>
    /// <param name="probe">The check.</param>
    /// <param name="container">The container, whose named ports the check may use.</param>
    /// <param name="behavior">What the image does.</param>
    /// <param name="age">How long the process runs, in the node's own time.</param>
    /// <param name="podIP">Where it listens.</param>
    public static string? Failure(ProbeKind kind, Probe probe, Container container, ImageBehavior behavior, TimeSpan age, string podIP)
    {
        var answers = age >= behavior.Startup;
        var healthy = answers && kind switch
        {
            ProbeKind.Readiness => IsReady(behavior, age),
            ProbeKind.Liveness => behavior.DeadAfter is not { } dead || age < dead,
            _ => true,
        };
        if (probe.TcpSocket is { } tcp)
            return answers ? null : $"dial tcp {podIP}:{Port(tcp.Port, container)}: connect: connection refused";
        if (healthy)
            return null;
        if (probe.HttpGet is not { } http)
            return kind == ProbeKind.Readiness ? "not ready" : "command terminated with exit code 1";
        return answers
            ? $"HTTP probe failed with statuscode: {(kind == ProbeKind.Readiness ? 503 : 500)}"
            : $"Get \"http://{podIP}:{Port(http.Port, container)}{http.Path}\": dial tcp {podIP}:{Port(http.Port, container)}: connect: connection refused";
    }

    private static bool IsReady(ImageBehavior behavior, TimeSpan age)
    {
        if (!behavior.Ready || (behavior.UnreadyAfter is { } until && age >= until))
            return false;
        return behavior.FlapEvery is not { } every || (long)(age / every) % 2 == 0;
    }

    private static string Port(IntOrString? port, Container container)
    {
        if (port is not { } given)
            return "0";
        return given.Text is { } name
            ? container.Ports.FirstOrDefault(candidate => candidate.Name == name)?.Port.ToString(CultureInfo.InvariantCulture) ?? name
            : given.Number.ToString(CultureInfo.InvariantCulture);
    }
}
