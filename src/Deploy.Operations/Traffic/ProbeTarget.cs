using System.Globalization;
using System.Net;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Traffic;

/// <summary>The Service that a probe asks.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Service">Its name.</param>
/// <param name="Port">Number or name of its port; null where it has only one.</param>
/// <param name="Path">What is asked for, beginning with a slash.</param>
public sealed record ProbeTarget(string Namespace, string Service, string? Port, string Path)
{
    /// <summary>Reads <c>biz1</c>, <c>biz1:80</c> or <c>biz1:http/health</c>.</summary>
    /// <exception cref="DeployException">The text names no Service.</exception>
    public static ProbeTarget Parse(string text, string ns)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var parts = (slash < 0 ? text : text[..slash]).Split(':');
        if (parts.Length > 2 || parts[0].Length == 0 || !parts.All(IsName))
            throw new DeployException(DeployCodes.InvalidParameter, $"'{text}' names no Service to probe.", text, "Write biz1, biz1:80 or biz1:http/health.");
        return new ProbeTarget(ns, parts[0], parts.Length == 2 ? parts[1] : null, slash < 0 ? "/" : text[slash..]);
    }

    /// <summary>
    /// The target with its port: the API server's proxy takes a Service without one only where its port has no name. Whoever may not read
    /// the Service is left with what they wrote.
    /// </summary>
    /// <exception cref="DeployException">There is no such Service, or it has not the port, or several and none is named.</exception>
    internal async Task<ProbeTarget> ResolveAsync(KubernetesClient cluster, CancellationToken ct)
    {
        Kubernetes.Models.Service? service;
        try
        {
            service = await cluster.FindAsync(Resources.Services, Namespace, Service, ct);
        }
        catch (KubernetesException refused) when (refused.StatusCode == HttpStatusCode.Forbidden)
        {
            return this;
        }
        if (service is null)
            throw new DeployException(DeployCodes.InvalidParameter, $"There is no Service {Namespace}/{Service} to probe.", Service, "Name a Service of this namespace, or leave -ProbeService out.");
        var ports = service.Spec.Ports.Where(port => Port is null || port.Name == Port || port.Port.ToString(CultureInfo.InvariantCulture) == Port).ToList();
        if (ports is [var only])
            return this with { Port = only.Port.ToString(CultureInfo.InvariantCulture) };
        var known = string.Join(", ", service.Spec.Ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"{port.Port}{(string.IsNullOrEmpty(port.Name) ? "" : $" ({port.Name})")}")));
        throw new DeployException(DeployCodes.InvalidParameter,
            known.Length == 0 ? $"Service {Service} has no port to probe." : Port is null ? $"Service {Service} has several ports: {known}." : $"Service {Service} has no port {Port}; it has {known}.",
            Service, $"Write the port behind the name, such as {Service}:{(service.Spec.Ports.Count > 0 ? service.Spec.Ports[0].Port : 80)}.");
    }

    /// <summary>The path of the API server's proxy to it.</summary>
    internal string ProxyPath => string.Create(
        CultureInfo.InvariantCulture, $"/api/v1/namespaces/{Namespace}/services/{Service}{(Port is null ? "" : ":" + Port)}/proxy{Path}");

    public override string ToString() => $"{Service}{(Port is null ? "" : ":" + Port)}{(Path == "/" ? "" : Path)}";

    private static bool IsName(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
