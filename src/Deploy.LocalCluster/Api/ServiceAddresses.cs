using System.Net;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Gives cluster addresses (10.96.0.0/16) and node ports (30000 to 32767) to Services; what is taken is read off the stored Services.</summary>
internal sealed class ServiceAddresses(ClusterStore store)
{
    private const int FirstNodePort = 30000;
    private const int NodePorts = 2768;
    private const int Addresses = 65534;
    private int nextAddress = 10;
    private int nextPort;

    /// <summary>Sets what is not set, keeping what the Service had before.</summary>
    /// <exception cref="ApiException">422: the address asked for is taken or is outside of the range.</exception>
    public void Assign(JsonObject service, JsonObject? before)
    {
        var spec = service.Child("spec");
        var type = spec.Text("type");
        if (type == "ExternalName") return;
        if (before.Text("spec", "clusterIP") is { Length: > 0 } kept && spec.Text("clusterIP") is null or "") spec["clusterIP"] = kept;
        var taken = Taken(service);
        if (spec.Text("clusterIP") is not { Length: > 0 } address) spec["clusterIP"] = address = Free(taken.Addresses);
        else if (address != "None" && before is null) CheckAddress(service, address, taken.Addresses);
        spec["clusterIPs"] = new JsonArray(address);
        if (type is not ("NodePort" or "LoadBalancer")) return;
        foreach (var port in spec.Objects("ports"))
        {
            if (port.Number("nodePort") is > 0) continue;
            port["nodePort"] = OldPort(before, port) ?? FreePort(taken.Ports);
        }
    }

    private static void CheckAddress(JsonObject service, string address, HashSet<string> taken)
    {
        var name = service.Text("metadata", "name") ?? "";
        if (!IPAddress.TryParse(address, out var ip) || !address.StartsWith("10.96.", StringComparison.Ordinal))
            throw ApiException.Invalid(ResourceKinds.Services, name, [FieldError.Invalid("spec.clusterIPs", new JsonArray(address), "failed to allocate IP: the provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/16")]);
        if (taken.Contains(ip.ToString()))
            throw ApiException.Invalid(ResourceKinds.Services, name, [FieldError.Invalid("spec.clusterIPs", new JsonArray(address), $"failed to allocate IP {address}: provided IP is already allocated")]);
    }

    private static long? OldPort(JsonObject? before, JsonObject port) =>
        before.Objects("spec", "ports").FirstOrDefault(old => old.Number("port") == port.Number("port")).Number("nodePort");

    private (HashSet<string> Addresses, HashSet<long> Ports) Taken(JsonObject except)
    {
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        var ports = new HashSet<long>();
        foreach (var stored in store.Table(ResourceKinds.Services).Current.Enumerate(null))
        {
            if (stored.Uid == except.Text("metadata", "uid")) continue;
            addresses.Add(stored.Field("spec.clusterIP"));
            if (stored.Field("spec.type") is not ("NodePort" or "LoadBalancer")) continue;
            foreach (var port in stored.ToJson().Objects("spec", "ports")) ports.Add(port.Number("nodePort") ?? 0);
        }

        return (addresses, ports);
    }

    private string Free(HashSet<string> taken)
    {
        string address;
        do
        {
            var host = 1 + (Interlocked.Increment(ref nextAddress) % Addresses);
            address = $"10.96.{host >> 8}.{host & 255}";
        }
        while (taken.Contains(address));
        return address;
    }

    private long FreePort(HashSet<long> taken)
    {
        for (var tried = 0; tried < NodePorts; tried++)
        {
            var port = FirstNodePort + (Interlocked.Increment(ref nextPort) % NodePorts);
            if (taken.Add(port)) return port;
        }

        throw ApiException.Internal("failed to allocate a nodePort: range is full");
    }
}
