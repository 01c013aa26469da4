using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Operations.Replicas;

/// <summary>Reads what is known of a pod: phase, conditions and containers.</summary>
internal static class SlimPodStatus
{
    public static PodStatus? Read(ref Utf8JsonReader reader)
    {
        if (!SlimReader.EnterObject(ref reader)) return null;
        string? phase = null, reason = null, message = null, ip = null, host = null;
        DateTimeOffset? started = null;
        List<Condition>? conditions = null;
        List<ContainerStatus>? containers = null, inits = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("phase"u8)) phase = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("reason"u8)) reason = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("message"u8)) message = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("podIP"u8)) ip = SlimReader.OwnText(ref reader);
            else if (reader.ValueTextEquals("hostIP"u8)) host = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("startTime"u8)) started = SlimReader.Time(ref reader);
            else if (reader.ValueTextEquals("conditions"u8)) conditions = SlimReader.Items(ref reader, ReadCondition);
            else if (reader.ValueTextEquals("containerStatuses"u8)) containers = SlimReader.Items(ref reader, ReadContainer);
            else if (reader.ValueTextEquals("initContainerStatuses"u8)) inits = SlimReader.Items(ref reader, ReadContainer);
            else SlimReader.SkipValue(ref reader);
        }
        return new PodStatus
        {
            Phase = phase, Reason = reason, Message = message, PodIP = ip, HostIP = host, StartTime = started,
            Conditions = conditions!, ContainerStatuses = containers!, InitContainerStatuses = inits!,
        };
    }

    private static Condition ReadCondition(ref Utf8JsonReader reader)
    {
        string? type = null, status = null, reason = null, message = null;
        DateTimeOffset? changed = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("type"u8)) type = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("status"u8)) status = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("reason"u8)) reason = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("message"u8)) message = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("lastTransitionTime"u8)) changed = SlimReader.Time(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new Condition { Type = type!, Status = status!, Reason = reason, Message = message, LastTransitionTime = changed };
    }

    private static ContainerStatus ReadContainer(ref Utf8JsonReader reader)
    {
        string? name = null, image = null;
        ContainerState? state = null, last = null;
        var (ready, restarts) = (false, 0);
        bool? started = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("name"u8)) name = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("image"u8)) image = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("ready"u8)) ready = SlimReader.Flag(ref reader);
            else if (reader.ValueTextEquals("started"u8)) started = SlimReader.Flag(ref reader);
            else if (reader.ValueTextEquals("restartCount"u8)) restarts = SlimReader.Number(ref reader);
            else if (reader.ValueTextEquals("state"u8)) state = ReadState(ref reader);
            else if (reader.ValueTextEquals("lastState"u8)) last = ReadState(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new ContainerStatus { Name = name!, Image = image!, Ready = ready, Started = started, RestartCount = restarts, State = state!, LastState = last! };
    }

    private static ContainerState? ReadState(ref Utf8JsonReader reader)
    {
        if (!SlimReader.EnterObject(ref reader)) return null;
        ContainerStateRunning? running = null;
        ContainerStateWaiting? waiting = null;
        ContainerStateTerminated? terminated = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("running"u8)) running = ReadRunning(ref reader);
            else if (reader.ValueTextEquals("waiting"u8)) waiting = SlimReader.Whole(ref reader, KubernetesJson.Default.ContainerStateWaiting);
            else if (reader.ValueTextEquals("terminated"u8)) terminated = SlimReader.Whole(ref reader, KubernetesJson.Default.ContainerStateTerminated);
            else SlimReader.SkipValue(ref reader);
        }
        return running is null && waiting is null && terminated is null ? null : new ContainerState { Running = running, Waiting = waiting, Terminated = terminated };
    }

    private static ContainerStateRunning? ReadRunning(ref Utf8JsonReader reader)
    {
        if (!SlimReader.EnterObject(ref reader)) return null;
        DateTimeOffset? started = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("startedAt"u8)) started = SlimReader.Time(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new ContainerStateRunning { StartedAt = started };
    }
}
