using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Operations.Replicas;

/// <summary>Reads a container's resources, ports and health checks.</summary>
internal static class SlimContainerSettings
{
    public static ResourceRequirements? ReadResources(ref Utf8JsonReader reader)
    {
        if (!SlimReader.EnterObject(ref reader)) return null;
        Dictionary<string, Quantity>? requests = null, limits = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("requests"u8)) requests = ReadAmounts(ref reader);
            else if (reader.ValueTextEquals("limits"u8)) limits = ReadAmounts(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new ResourceRequirements { Requests = requests!, Limits = limits! };
    }

    /// <summary>Those of the node's: only they keep other replicas away from it.</summary>
    public static List<ContainerPort>? ReadHostPorts(ref Utf8JsonReader reader) =>
        SlimReader.Items(ref reader, ReadPort)?.FindAll(port => port is { HostPort: > 0 }) is { Count: > 0 } taken ? taken : null;

    private static ContainerPort ReadPort(ref Utf8JsonReader reader)
    {
        int host = 0, number = 0;
        string? protocol = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("hostPort"u8)) host = SlimReader.Number(ref reader);
            else if (reader.ValueTextEquals("containerPort"u8)) number = SlimReader.Number(ref reader);
            else if (reader.ValueTextEquals("protocol"u8)) protocol = SlimReader.Text(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new ContainerPort { Port = number, HostPort = host, Protocol = protocol };
    }

    public static Probe? ReadProbe(ref Utf8JsonReader reader)
    {
        if (!SlimReader.EnterObject(ref reader)) return null;
        HttpGetAction? http = null;
        TcpSocketAction? tcp = null;
        ExecAction? exec = null;
        GrpcAction? grpc = null;
        int? delay = null, timeout = null, period = null, success = null, failure = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("httpGet"u8)) http = SlimReader.Whole(ref reader, KubernetesJson.Default.HttpGetAction);
            else if (reader.ValueTextEquals("tcpSocket"u8)) tcp = SlimReader.Whole(ref reader, KubernetesJson.Default.TcpSocketAction);
            else if (reader.ValueTextEquals("exec"u8)) exec = SlimReader.Whole(ref reader, KubernetesJson.Default.ExecAction);
            else if (reader.ValueTextEquals("grpc"u8)) grpc = SlimReader.Whole(ref reader, KubernetesJson.Default.GrpcAction);
            else if (reader.ValueTextEquals("initialDelaySeconds"u8)) delay = SlimReader.Number(ref reader);
            else if (reader.ValueTextEquals("timeoutSeconds"u8)) timeout = SlimReader.Number(ref reader);
            else if (reader.ValueTextEquals("periodSeconds"u8)) period = SlimReader.Number(ref reader);
            else if (reader.ValueTextEquals("successThreshold"u8)) success = SlimReader.Number(ref reader);
            else if (reader.ValueTextEquals("failureThreshold"u8)) failure = SlimReader.Number(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new Probe
        {
            HttpGet = http, TcpSocket = tcp, Exec = exec, Grpc = grpc, InitialDelaySeconds = delay, TimeoutSeconds = timeout, PeriodSeconds = period,
            SuccessThreshold = success, FailureThreshold = failure,
        };
    }

    private static Dictionary<string, Quantity>? ReadAmounts(ref Utf8JsonReader reader)
    {
        if (!SlimReader.EnterObject(ref reader)) return null;
        var amounts = new Dictionary<string, Quantity>(2, StringComparer.Ordinal);
        while (SlimReader.NextField(ref reader))
        {
            var resource = TextCache.Get(ref reader)!;
            reader.Read();
            var text = reader.TokenType == JsonTokenType.String ? TextCache.Get(ref reader) : null;
            if (text is null && reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number)) amounts[resource] = new Quantity(number);
            else if (Quantity.TryParse(text, out var amount)) amounts[resource] = amount;
            else reader.Skip();
        }
        return amounts;
    }
}
