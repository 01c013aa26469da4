using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>Reads a container: what it runs, its variables, resources and health checks.</summary>
internal static class ContainerMessage
{
    public static Container Read(ReadOnlySpan<byte> message)
    {
        string? name = null, image = null, restart = null;
        List<string>? command = null, args = null;
        List<ContainerPort>? ports = null;
        List<EnvVar>? env = null;
        ResourceRequirements? resources = null;
        Probe? liveness = null, readiness = null, startup = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: name = reader.SharedText(); break;
                case 2: image = reader.SharedText(); break;
                case 3: reader.AddText(ref command); break;
                case 4: reader.AddText(ref args); break;
                case 6: AddHostPort(reader.Bytes, ref ports); break;
                case 7: reader.Add(ref env, ReadVariable); break;
                case 8: resources = ReadResources(reader.Bytes); break;
                case 10: liveness = ProbeMessage.Read(reader.Bytes); break;
                case 11: readiness = ProbeMessage.Read(reader.Bytes); break;
                case 22: startup = ProbeMessage.Read(reader.Bytes); break;
                case 24: restart = reader.SharedText(); break;
                default: break;
            }
        }
        return new Container
        {
            Name = name!, Image = image, Command = command!, Args = args!, Ports = ports!, Env = env!, Resources = resources, LivenessProbe = liveness, ReadinessProbe = readiness, StartupProbe = startup,
            RestartPolicy = restart,
        };
    }

    // Only a port of the node's keeps others away from it.
    private static void AddHostPort(ReadOnlySpan<byte> message, ref List<ContainerPort>? ports)
    {
        int host = 0, number = 0;
        string? protocol = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2) host = reader.Int32();
            else if (reader.Field == 3) number = reader.Int32();
            else if (reader.Field == 4) protocol = reader.SharedText();
        }
        if (host > 0) (ports ??= []).Add(new() { Port = number, HostPort = host, Protocol = protocol });
    }

    private static EnvVar ReadVariable(ReadOnlySpan<byte> message)
    {
        string? name = null, value = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) name = reader.SharedText();
            else if (reader.Field == 2) value = reader.SharedText();
        }
        return new EnvVar { Name = name!, Value = value };
    }

    private static ResourceRequirements ReadResources(ReadOnlySpan<byte> message)
    {
        Dictionary<string, Quantity>? requests = null, limits = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) reader.AddAmount(ref limits);
            else if (reader.Field == 2) reader.AddAmount(ref requests);
        }
        return new ResourceRequirements { Requests = requests!, Limits = limits! };
    }
}
