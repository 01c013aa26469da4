using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Tables;

/// <summary>The columns of Services and Endpoints.</summary>
internal static class ServiceColumns
{
    private const int MostAddresses = 3;

    public static TableColumn[] Service { get; } =
    [
        TableColumns.Name,
        TableColumns.Text("Type", item => item.Text("spec", "type")),
        TableColumns.Text("Cluster-IP", item => item.Text("spec", "clusterIP")),
        TableColumns.Text("External-IP", External),
        TableColumns.Text("Port(s)", Ports),
        TableColumns.Age,
        TableColumns.Text("Selector", item => TableColumns.Pairs(item.Object("spec", "selector")), wide: true),
    ];

    public static TableColumn[] Endpoints { get; } = [TableColumns.Name, TableColumns.Text("Endpoints", Addresses), TableColumns.Age];

    private static string? External(JsonObject service) => service.Text("spec", "type") switch
    {
        "ExternalName" => service.Text("spec", "externalName"),
        "LoadBalancer" => service.Objects("status", "loadBalancer", "ingress").FirstOrDefault().Text("ip") ?? "<pending>",
        _ => service.Array("spec", "externalIPs") is { Count: > 0 } addresses ? string.Join(',', addresses.Select(address => address.AsText())) : null,
    };

    private static string? Ports(JsonObject service)
    {
        var ports = service.Objects("spec", "ports").Select(port =>
            port.Number("nodePort") is > 0 and var node ? $"{port.Number("port")}:{node}/{port.Text("protocol")}" : $"{port.Number("port")}/{port.Text("protocol")}");
        return string.Join(',', ports) is { Length: > 0 } text ? text : null;
    }

    private static string? Addresses(JsonObject endpoints)
    {
        var all = endpoints.Objects("subsets").SelectMany(subset => Pairs(subset)).ToArray();
        if (all.Length == 0) return null;
        var shown = string.Join(',', all.Take(MostAddresses));
        return all.Length > MostAddresses ? $"{shown} + {all.Length - MostAddresses} more..." : shown;
    }

    private static IEnumerable<string> Pairs(JsonObject subset)
    {
        var ports = subset.Objects("ports").ToArray();
        foreach (var address in subset.Objects("addresses"))
        {
            if (ports.Length == 0) yield return $"{address.Text("ip")}";
            foreach (var port in ports) yield return $"{address.Text("ip")}:{port.Number("port")}";
        }
    }
}
