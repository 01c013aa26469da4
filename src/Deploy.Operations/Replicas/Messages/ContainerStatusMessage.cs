using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>Reads what is known of a container.</summary>
internal static class ContainerStatusMessage
{
    public static ContainerStatus Read(ReadOnlySpan<byte> message)
    {
        string? name = null, image = null;
        ContainerState? state = null, last = null;
        var (ready, restarts) = (false, 0);
        bool? started = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: name = reader.SharedText(); break;
                case 2: state = ReadState(reader.Bytes); break;
                case 3: last = ReadState(reader.Bytes); break;
                case 4: ready = reader.Flag(); break;
                case 5: restarts = reader.Int32(); break;
                case 6: image = reader.SharedText(); break;
                case 9: started = reader.Flag(); break;
                default: break;
            }
        }
        return new ContainerStatus { Name = name!, Image = image!, Ready = ready, Started = started, RestartCount = restarts, State = state!, LastState = last! };
    }

    private static ContainerState? ReadState(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty) return null;
        ContainerStateRunning? running = null;
        ContainerStateWaiting? waiting = null;
        ContainerStateTerminated? terminated = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) waiting = ReadWaiting(reader.Bytes);
            else if (reader.Field == 2) running = ReadRunning(reader.Bytes);
            else if (reader.Field == 3) terminated = ReadTerminated(reader.Bytes);
        }
        return new ContainerState { Running = running, Waiting = waiting, Terminated = terminated };
    }

    private static ContainerStateWaiting ReadWaiting(ReadOnlySpan<byte> message)
    {
        string? reason = null, text = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) reason = reader.SharedText();
            else if (reader.Field == 2) text = reader.SharedText();
        }
        return new ContainerStateWaiting { Reason = reason, Message = text };
    }

    private static ContainerStateRunning ReadRunning(ReadOnlySpan<byte> message)
    {
        DateTimeOffset? started = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) started = reader.Time();
        }
        return new ContainerStateRunning { StartedAt = started };
    }

    private static ContainerStateTerminated ReadTerminated(ReadOnlySpan<byte> message)
    {
        var exit = 0;
        int? signal = null;
        string? reason = null, text = null, id = null;
        DateTimeOffset? started = null, finished = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: exit = reader.Int32(); break;
                case 2: signal = reader.NonZero(); break;
                case 3: reason = reader.SharedText(); break;
                case 4: text = reader.SharedText(); break;
                case 5: started = reader.Time(); break;
                case 6: finished = reader.Time(); break;
                case 7: id = reader.OwnText(); break;
                default: break;
            }
        }
        return new ContainerStateTerminated { ExitCode = exit, Signal = signal, Reason = reason, Message = text, StartedAt = started, FinishedAt = finished, ContainerID = id };
    }
}
