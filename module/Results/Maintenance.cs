using Errors = Deploy.Operations.Errors;
using Maintained = Deploy.Operations.Maintenance;
using Repaired = Deploy.Operations.Repair;

namespace Deploy.Results;

/// <summary>What one run of a housekeeping task did.</summary>
public sealed class MaintenanceReport
{
    private readonly string _text;

    internal MaintenanceReport(Maintained.MaintenanceReport record)
    {
        (Task, Cluster, Outcome) = (record.Task, record.Cluster, record.Outcome.ToString());
        (StartedOn, EndedOn) = (ResultText.Time(record.StartedOn), ResultText.Time(record.EndedOn));
        (Examined, Done, Begun, Postponed, Failed) = (record.Examined, record.Done, record.Begun, record.Postponed, record.Failed);
        (Steps, Warnings) = (new(record.Steps.Select(step => new MaintenanceStep(step))), new(record.Warnings));
        Traffic = record.Traffic is { } traffic ? new TrafficReport(traffic) : null;
        (Message, _text) = (record.Message, record.ToString());
    }

    public string Task { get; }

    public string Cluster { get; }

    /// <summary>Completed, CompletedWithFailures, Skipped, Interrupted or Failed.</summary>
    public string Outcome { get; }

    public string StartedOn { get; }

    public string EndedOn { get; }

    /// <summary>Objects looked at.</summary>
    public int Examined { get; }

    public int Done { get; }

    public int Begun { get; }

    public int Postponed { get; }

    public int Failed { get; }

    /// <summary>In the order in which they ended, failures always among them; the counts tell of all.</summary>
    public ReadableList<MaintenanceStep> Steps { get; }

    /// <summary>What an operator should know though nothing failed.</summary>
    public ReadableList<string> Warnings { get; }

    /// <summary>What callers saw meanwhile; null when nobody asked.</summary>
    public TrafficReport? Traffic { get; }

    /// <summary>Why the run as a whole did not complete; null when it did.</summary>
    public string? Message { get; }

    public override string ToString() => _text;
}

/// <summary>What became of one thing that was due.</summary>
public sealed class MaintenanceStep
{
    private readonly string _text;

    internal MaintenanceStep(Maintained.MaintenanceStep record) =>
        (Target, Action, Outcome, Message, Code, _text) = (record.Target, record.Action, record.Outcome.ToString(), record.Message, record.Code, record.ToString());

    public string Target { get; }

    public string Action { get; }

    /// <summary>Done, Begun, Postponed or Failed.</summary>
    public string Outcome { get; }

    /// <summary>What happened, or why not.</summary>
    public string Message { get; }

    /// <summary>Code of a failure; null otherwise.</summary>
    public string? Code { get; }

    public override string ToString() => _text;
}

/// <summary>Something that was not as it should be, and what became of it.</summary>
public sealed class RepairOutcome
{
    internal RepairOutcome(Repaired.RepairOutcome record)
    {
        (Kind, Namespace, Module, Target, Explanation) = (record.Kind.ToString(), record.Namespace, record.Module, record.Target, record.Explanation);
        (Remedy, Repaired, Message) = (record.Finding.Remedy, record.Repaired, record.Message);
    }

    /// <summary>What was found, in a word such as InterruptedRelease or OrphanReplica.</summary>
    public string Kind { get; }

    public string Namespace { get; }

    /// <summary>The module concerned; empty where it cannot be told.</summary>
    public string Module { get; }

    /// <summary>Kind and name of the object.</summary>
    public string Target { get; }

    /// <summary>What was found, and who holds it.</summary>
    public string Explanation { get; }

    /// <summary>What puts it right; null where only somebody else can.</summary>
    public string? Remedy { get; }

    public bool CanRepair => Remedy is not null;

    public bool Repaired { get; }

    /// <summary>What was done, or why it was not.</summary>
    public string Message { get; }

    public override string ToString() => $"{Kind} {Namespace}/{Target}: {Message}";
}

/// <summary>What an error code means and what to do about it.</summary>
public sealed class ErrorCode
{
    internal ErrorCode(Errors.ErrorCode record)
    {
        (Code, Source, Type, Category) = (record.Code, record.Source, record.Type, record.Category.ToString());
        (Retryable, Meaning, Suggestion) = (record.Retryable, record.Meaning, record.Suggestion);
    }

    /// <summary>Two levels joined by a dot: who is concerned, and what happened.</summary>
    public string Code { get; }

    /// <summary>PowerShell's category of the errors that have it.</summary>
    public string Category { get; }

    /// <summary>True when doing the same again can succeed without changing anything.</summary>
    public bool Retryable { get; }

    public string Meaning { get; }

    public string Suggestion { get; }

    /// <summary>The part before the dot.</summary>
    public string Source { get; }

    /// <summary>The part after the dot.</summary>
    public string Type { get; }

    public override string ToString() => Code;
}
