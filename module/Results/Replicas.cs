using System.Globalization;
using System.Text;
using Diagnosed = Deploy.Operations.Diagnostics;
using Replicas = Deploy.Operations.Replicas;

namespace Deploy.Results;

/// <summary>One replica of a module at one moment. There are lists of ten thousand, so its texts are made when they are asked for.</summary>
public class ReplicaStatus
{
    private readonly Replicas.ReplicaStatus _record;
    private Cause? _cause;

    internal ReplicaStatus(Replicas.ReplicaStatus record) => _record = record;

    /// <summary>The pod's name.</summary>
    public string Name => _record.Name;

    public string Module => _record.Module;

    public string Version => _record.Version;

    /// <summary>Starting, Started, Responsive, Unresponsive, StartingError, Decommissioned or Deleted.</summary>
    public string State => _record.State.ToString();

    /// <summary>Why it is in this state; null where there is nothing to explain.</summary>
    public Cause? Cause => _record.Cause is { } record ? _cause ??= new Cause(record) : null;

    /// <summary>The node or base it runs on; null while it has none.</summary>
    public string? Base => _record.Base;

    public string Age => ResultText.Age(_record.Age);

    public long AgeSeconds => ResultText.Seconds(_record.Age);

    /// <summary>Restarts of all its containers together.</summary>
    public int Restarts => _record.Restarts;

    /// <summary>The revision of its workload; null where the workload counts none.</summary>
    public string? Revision => _record.Revision;

    /// <summary>Ready containers of all, as in <c>1/2</c>.</summary>
    public string Ready => _record.Ready;

    public string Namespace => _record.Namespace;

    /// <summary>The module's image or package URL, without its signature.</summary>
    public string Image => _record.Image;

    public string? CreatedAt => ResultText.Time(_record.CreatedAt);

    public string? IP => _record.Ip;

    /// <summary>Why this replica was created in the place of another one; null where nothing is known.</summary>
    public string? RecreatedBecause => _record.RecreatedBecause;

    public string Uid => _record.Uid;

    public override string ToString() => _record.ToString();
}

/// <summary>A replica as it came, changed or went while it was watched.</summary>
public sealed class ReplicaChange : ReplicaStatus
{
    internal ReplicaChange(Replicas.ReplicaChange record, Replicas.ReplicaStatus replica) : base(replica) =>
        (Change, PreviousState) = (record.Type.ToString(), record.PreviousState?.ToString());

    /// <summary>Added (it was there at the start, or is new), Changed or Deleted.</summary>
    public string Change { get; }

    /// <summary>The state before; null where there was none.</summary>
    public string? PreviousState { get; }
}

/// <summary>Why a replica is as it is, and what to do about it.</summary>
public sealed class Cause
{
    private readonly string _text;

    internal Cause(Replicas.Cause record) =>
        (Source, Code, Message, Suggestion, _text) = (record.Source, record.Code, record.Message, record.Suggestion, record.ToString());

    /// <summary>The party concerned: the code's first level.</summary>
    public string Source { get; }

    /// <summary>The two-level code, as Get-ModuleErrorCode explains it.</summary>
    public string Code { get; }

    public string Message { get; }

    public string Suggestion { get; }

    public override string ToString() => _text;
}

/// <summary>Everything known of a replica at one moment: what a list says of it, and more. Its parts read as several lines of text each.</summary>
public sealed class ReplicaDiagnostic : ReplicaStatus
{
    private readonly string _text;

    internal ReplicaDiagnostic(Diagnosed.ReplicaDiagnostic record) : base(record.Status)
    {
        _text = record.ToString();
        TakenAt = ResultText.Time(record.TakenAt);
        (Phase, Reason, Message, Release) = (record.Phase, record.Reason, record.Message, record.Release);
        (StartedAt, DeletionAt) = (ResultText.Time(record.StartedAt), ResultText.Time(record.DeletionAt));
        Finalizers = new(record.Finalizers);
        Conditions = new(record.Conditions.Select(condition => new DiagnosticCondition(condition)));
        Containers = new(record.Containers.Select(container => new ContainerDiagnostic(container)));
        Events = new(record.Events.Select(happened => new DiagnosticEvent(happened)));
        Logs = new(record.Logs.Select(excerpt => new LogExcerpt(excerpt)));
        Node = record.Node is { } node ? new NodeDiagnostic(node) : null;
        Workload = record.Workload is { } workload ? new WorkloadDiagnostic(workload) : null;
        Labels = new(record.Labels);
    }

    /// <summary>What to do about its cause.</summary>
    public string? Suggestion => Cause?.Suggestion;

    /// <summary>When this was put together.</summary>
    public string TakenAt { get; }

    /// <summary>Pending, Running, Succeeded, Failed or Unknown, as the node reported it.</summary>
    public string Phase { get; }

    /// <summary>The pod's own reason (Evicted, NodeLost); null where it has none.</summary>
    public string? Reason { get; }

    public string? Message { get; }

    /// <summary>When the node accepted the replica.</summary>
    public string? StartedAt { get; }

    /// <summary>When its deletion grace ends, once it is being deleted.</summary>
    public string? DeletionAt { get; }

    /// <summary>What must be cleared before a deleted replica goes.</summary>
    public ReadableList<string> Finalizers { get; }

    /// <summary>The release that made the replica; null where nothing tells it.</summary>
    public string? Release { get; }

    public ReadableList<DiagnosticCondition> Conditions { get; }

    /// <summary>Init containers first, then the module's own.</summary>
    public ReadableList<ContainerDiagnostic> Containers { get; }

    /// <summary>Newest first, repetitions in one.</summary>
    public ReadableList<DiagnosticEvent> Events { get; }

    /// <summary>The last lines of this run, and of the run before where there was one.</summary>
    public ReadableList<LogExcerpt> Logs { get; }

    /// <summary>The node or base; null while there is none, or where it may not be read.</summary>
    public NodeDiagnostic? Node { get; }

    /// <summary>What keeps the replica; null for a bare pod, or where it may not be read.</summary>
    public WorkloadDiagnostic? Workload { get; }

    public ReadableTable Labels { get; }

    public override string ToString() => _text;
}

/// <summary>One condition of a pod, a node or a workload.</summary>
public sealed class DiagnosticCondition
{
    internal DiagnosticCondition(Diagnosed.DiagnosticCondition record) =>
        (Type, Status, Reason, Message, Since) = (record.Type, record.Status, record.Reason, record.Message, ResultText.Time(record.Since));

    public string Type { get; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get; }

    public string? Reason { get; }

    public string? Message { get; }

    public string? Since { get; }

    public override string ToString() => $"{Type} {Status} {Reason} {Message}".TrimEnd();
}

/// <summary>One container of a replica.</summary>
public sealed class ContainerDiagnostic
{
    internal ContainerDiagnostic(Diagnosed.ContainerDiagnostic record)
    {
        (Name, IsInit, Image, State, Reason, Message) = (record.Name, record.IsInit, record.Image, record.State, record.Reason, record.Message);
        (StartedAt, Ready, Restarts, JavaHeap) = (ResultText.Time(record.StartedAt), record.Ready, record.Restarts, record.JavaHeap);
        End = record.End is { } end ? new ContainerEnd(end) : null;
        LastEnd = record.LastEnd is { } last ? new ContainerEnd(last) : null;
        (Requests, Limits, Environment) = (new(record.Requests), new(record.Limits), new(record.Environment));
        (Checks, Command) = (new(record.Checks), new(record.Command));
    }

    public string Name { get; }

    public bool IsInit { get; }

    public string Image { get; }

    /// <summary>Waiting, Running, Terminated or Unknown.</summary>
    public string State { get; }

    /// <summary>Why it waits or ended.</summary>
    public string? Reason { get; }

    public string? Message { get; }

    /// <summary>When the present run started.</summary>
    public string? StartedAt { get; }

    public bool Ready { get; }

    public int Restarts { get; }

    /// <summary>How the present run ended; null while it runs.</summary>
    public ContainerEnd? End { get; }

    /// <summary>How the run before ended; null where there was none.</summary>
    public ContainerEnd? LastEnd { get; }

    public ReadableTable Requests { get; }

    public ReadableTable Limits { get; }

    /// <summary>The largest heap of its JVM and the setting it comes from; null where it has none.</summary>
    public string? JavaHeap { get; }

    /// <summary>Its health checks in words.</summary>
    public ReadableList<string> Checks { get; }

    /// <summary>Command and arguments; empty where the image's own are used.</summary>
    public ReadableList<string> Command { get; }

    /// <summary>Its environment; secret values are masked, references named.</summary>
    public ReadableTable Environment { get; }

    public override string ToString()
    {
        var text = new StringBuilder();
        var reason = Reason is null ? "" : $" ({Reason})";
        text.Append(CultureInfo.InvariantCulture, $"{Name}: {State}{reason}, {(Ready ? "ready" : "not ready")}, {Restarts} restarts, {Image}");
        if (Message is { Length: > 0 })
            text.Append(CultureInfo.InvariantCulture, $"\n  {Message}");
        if (End is not null)
            text.Append(CultureInfo.InvariantCulture, $"\n  {End}");
        if (LastEnd is not null)
            text.Append(CultureInfo.InvariantCulture, $"\n  before, {LastEnd}");
        foreach (var check in Checks)
            text.Append(CultureInfo.InvariantCulture, $"\n  {check}");
        return text.ToString();
    }
}

/// <summary>How a run of a container ended.</summary>
public sealed class ContainerEnd
{
    internal ContainerEnd(Diagnosed.ContainerEnd record) =>
        (ExitCode, Reason, Explanation, StartedAt, FinishedAt) = (record.ExitCode, record.Reason, record.Explanation, ResultText.Time(record.StartedAt), ResultText.Time(record.FinishedAt));

    public int ExitCode { get; }

    /// <summary>The node's word, such as OOMKilled.</summary>
    public string? Reason { get; }

    /// <summary>What that means, with the numbers.</summary>
    public string Explanation { get; }

    public string? StartedAt { get; }

    public string? FinishedAt { get; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ended with {ExitCode}: {Explanation}");
}

/// <summary>Something that happened to a replica.</summary>
public sealed class DiagnosticEvent
{
    internal DiagnosticEvent(Diagnosed.DiagnosticEvent record) =>
        (Time, Type, Reason, Message, Count, Component) = (ResultText.Time(record.Time), record.Type, record.Reason, record.Message, record.Count, record.Component);

    /// <summary>When it happened last.</summary>
    public string? Time { get; }

    /// <summary>Normal or Warning.</summary>
    public string Type { get; }

    public string Reason { get; }

    public string Message { get; }

    public int Count { get; }

    /// <summary>Who reported it; null where it is not said.</summary>
    public string? Component { get; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time} {Type} {Reason}{(Count > 1 ? $" x{Count}" : "")}: {Message}");
}

/// <summary>The last lines of one run of a container.</summary>
public sealed class LogExcerpt
{
    internal LogExcerpt(Diagnosed.LogExcerpt record) => (Container, Previous, Lines, Problem) = (record.Container, record.Previous, new(record.Lines), record.Problem);

    public string Container { get; }

    /// <summary>True for the run before the last restart.</summary>
    public bool Previous { get; }

    /// <summary>Oldest first, without secrets.</summary>
    public ReadableList<string> Lines { get; }

    /// <summary>Why there are none; null where they could be read.</summary>
    public string? Problem { get; }

    public override string ToString() =>
        string.Join("\n  ", [$"{Container}{(Previous ? ", the run before" : "")}:", .. Lines, .. Problem is null ? (string[])[] : [Problem]]);
}

/// <summary>The node or base of a replica.</summary>
public sealed class NodeDiagnostic
{
    internal NodeDiagnostic(Diagnosed.NodeDiagnostic record)
    {
        (Name, Ready, Unschedulable, Taints) = (record.Name, record.Ready, record.Unschedulable, new(record.Taints));
        Conditions = new(record.Conditions.Select(condition => new DiagnosticCondition(condition)));
        Base = record.Base is { } said ? new BaseDiagnostic(said) : null;
    }

    public string Name { get; }

    /// <summary>True, False or Unknown.</summary>
    public string Ready { get; }

    /// <summary>True when it is cordoned.</summary>
    public bool Unschedulable { get; }

    public ReadableList<DiagnosticCondition> Conditions { get; }

    /// <summary>Its taints, as <c>key=value:Effect</c>.</summary>
    public ReadableList<string> Taints { get; }

    /// <summary>What a base says itself of the replica's module; null where the node is no base, or was not asked.</summary>
    public BaseDiagnostic? Base { get; }

    public override string ToString() =>
        $"{Name} (ready: {Ready}{(Unschedulable ? ", cordoned" : "")}){(Taints.Count == 0 ? "" : " " + string.Join(" ", Taints))}{(Base is null ? "" : $"\n{Base}")}";
}

/// <summary>What the base of a replica says of the replica's module, past the cluster.</summary>
public sealed class BaseDiagnostic
{
    private readonly string _text;

    internal BaseDiagnostic(Diagnosed.BaseDiagnostic record)
    {
        (Module, Message, Controller, Note, _text) = (record.Module, record.Message, record.Controller, record.Note, record.ToString());
        (Since, Renewed) = (ResultText.Time(record.Since), ResultText.Time(record.Renewed));
    }

    /// <summary>The base's own word; MISSING where it has no such module; empty where it gave no answer.</summary>
    public string Module { get; }

    public string? Since { get; }

    public string Message { get; }

    /// <summary>Which controller looks after the base; empty for none.</summary>
    public string Controller { get; }

    /// <summary>When the controller last renewed its lease.</summary>
    public string? Renewed { get; }

    /// <summary>Why the base could not be asked; empty when there is nothing to say.</summary>
    public string Note { get; }

    public override string ToString() => _text;
}

/// <summary>The workload that keeps a replica.</summary>
public sealed class WorkloadDiagnostic
{
    internal WorkloadDiagnostic(Diagnosed.WorkloadDiagnostic record)
    {
        (Kind, Name, Desired, Updated, Ready) = (record.Kind, record.Name, record.Desired, record.Updated, record.Ready);
        Conditions = new(record.Conditions.Select(condition => new DiagnosticCondition(condition)));
    }

    /// <summary>Deployment, StatefulSet, DaemonSet or ReplicaSet.</summary>
    public string Kind { get; }

    public string Name { get; }

    /// <summary>How many replicas there should be.</summary>
    public int Desired { get; }

    /// <summary>How many are of the newest revision.</summary>
    public int Updated { get; }

    public int Ready { get; }

    public ReadableList<DiagnosticCondition> Conditions { get; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Name}: {Ready} of {Desired} ready, {Updated} of the newest revision");
}
