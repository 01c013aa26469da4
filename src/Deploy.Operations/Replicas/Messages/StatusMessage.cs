using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>Reads what is known of a pod: phase, conditions and containers.</summary>
internal static class StatusMessage
{
    public static PodStatus Read(ReadOnlySpan<byte> message)
    {
        string? phase = null, reason = null, text = null, ip = null, host = null;
        DateTimeOffset? started = null;
        List<Condition>? conditions = null;
        List<ContainerStatus>? containers = null, inits = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: phase = reader.SharedText(); break;
                case 2: reader.Add(ref conditions, ReadCondition); break;
                case 3: text = reader.SharedText(); break;
                case 4: reason = reader.SharedText(); break;
                case 5: host = reader.SharedText(); break;
                case 6: ip = reader.OwnText(); break;
                case 7: started = reader.Time(); break;
                case 8: reader.Add(ref containers, ContainerStatusMessage.Read); break;
                case 10: reader.Add(ref inits, ContainerStatusMessage.Read); break;
                default: break;
            }
        }
        return new PodStatus
        {
            Phase = phase, Reason = reason, Message = text, PodIP = ip, HostIP = host, StartTime = started,
            Conditions = conditions!, ContainerStatuses = containers!, InitContainerStatuses = inits!,
        };
    }

    private static Condition ReadCondition(ReadOnlySpan<byte> message)
    {
        string? type = null, status = null, reason = null, text = null;
        DateTimeOffset? changed = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: type = reader.SharedText(); break;
                case 2: status = reader.SharedText(); break;
                case 4: changed = reader.Time(); break;
                case 5: reason = reader.SharedText(); break;
                case 6: text = reader.SharedText(); break;
                default: break;
            }
        }
        return new Condition { Type = type!, Status = status!, Reason = reason, Message = text, LastTransitionTime = changed };
    }
}
