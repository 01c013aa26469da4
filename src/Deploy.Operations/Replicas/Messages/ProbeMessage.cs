using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>Reads a health check.</summary>
internal static class ProbeMessage
{
    public static Probe Read(ReadOnlySpan<byte> message)
    {
        var probe = new Probe();
        int? delay = null, timeout = null, period = null, success = null, failure = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: probe = ReadHandler(reader.Bytes); break;
                case 2: delay = reader.NonZero(); break;
                case 3: timeout = reader.NonZero(); break;
                case 4: period = reader.NonZero(); break;
                case 5: success = reader.NonZero(); break;
                case 6: failure = reader.NonZero(); break;
                default: break;
            }
        }
        return probe with { InitialDelaySeconds = delay, TimeoutSeconds = timeout, PeriodSeconds = period, SuccessThreshold = success, FailureThreshold = failure };
    }

    private static Probe ReadHandler(ReadOnlySpan<byte> message)
    {
        ExecAction? exec = null;
        HttpGetAction? http = null;
        TcpSocketAction? tcp = null;
        GrpcAction? grpc = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: exec = ReadExec(reader.Bytes); break;
                case 2: http = ReadHttp(reader.Bytes); break;
                case 3: tcp = ReadTcp(reader.Bytes); break;
                case 4: grpc = ReadGrpc(reader.Bytes); break;
                default: break;
            }
        }
        return new Probe { Exec = exec, HttpGet = http, TcpSocket = tcp, Grpc = grpc };
    }

    private static ExecAction ReadExec(ReadOnlySpan<byte> message)
    {
        List<string>? command = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) reader.AddText(ref command);
        }
        return new ExecAction { Command = command! };
    }

    private static HttpGetAction ReadHttp(ReadOnlySpan<byte> message)
    {
        string? path = null, host = null, scheme = null;
        IntOrString? port = null;
        List<HttpHeader>? headers = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: path = reader.SharedText(); break;
                case 2: port = reader.Either(); break;
                case 3: host = reader.SharedText(); break;
                case 4: scheme = reader.SharedText(); break;
                case 5: reader.Add(ref headers, ReadHeader); break;
                default: break;
            }
        }
        return new HttpGetAction { Path = path, Port = port, Host = host, Scheme = scheme, HttpHeaders = headers! };
    }

    private static HttpHeader ReadHeader(ReadOnlySpan<byte> message)
    {
        string? name = null, value = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) name = reader.SharedText();
            else if (reader.Field == 2) value = reader.SharedText();
        }
        return new HttpHeader { Name = name!, Value = value! };
    }

    private static TcpSocketAction ReadTcp(ReadOnlySpan<byte> message)
    {
        IntOrString? port = null;
        string? host = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) port = reader.Either();
            else if (reader.Field == 2) host = reader.SharedText();
        }
        return new TcpSocketAction { Port = port, Host = host };
    }

    private static GrpcAction ReadGrpc(ReadOnlySpan<byte> message)
    {
        var port = 0;
        string? service = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) port = reader.Int32();
            else if (reader.Field == 2) service = reader.SharedText();
        }
        return new GrpcAction { Port = port, Service = service };
    }
}
