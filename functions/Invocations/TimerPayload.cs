namespace Deploy.Functions.Invocations;

/// <summary>What the Functions host posts for a timer. Only what is acted on is read.</summary>
internal sealed record TimerPayload
{
    public TimerData? Data { get; init; }
}

/// <summary>The trigger's data: one entry, named as the binding in function.json.</summary>
internal sealed record TimerData
{
    public TimerInfo? Timer { get; init; }
}

/// <summary>The timer itself.</summary>
internal sealed record TimerInfo
{
    /// <summary>Whether this tick is late.</summary>
    public bool IsPastDue { get; init; }

    /// <summary>Null on the first run of a timer without a monitor.</summary>
    public ScheduleStatus? ScheduleStatus { get; init; }
}

/// <summary>When the timer ran and will run.</summary>
internal sealed record ScheduleStatus
{
    public DateTimeOffset? Last { get; init; }

    public DateTimeOffset? Next { get; init; }
}
