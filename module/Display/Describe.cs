using System.Globalization;
using System.Text;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Display;

/// <summary>How the parts of a diagnostic read, several lines each. The format file calls these.</summary>
public static class Describe
{
    /// <summary>The module and version of a replica.</summary>
    public static string Module(object? value) => Status(value) is { } status ? $"{status.Module} {status.Version}" : "";

    /// <summary>The name of a replica with its namespace.</summary>
    public static string Name(object? value) => Status(value) is { } status ? $"{status.Namespace}/{status.Name}" : "";

    /// <summary>The state of a replica in its colour.</summary>
    public static string State(object? value) => Status(value) is { } status ? Paint.State(status.State) : "";

    /// <summary>Why a replica is in its state.</summary>
    public static string Cause(object? value) => Status(value)?.Cause?.ToString() ?? "";

    /// <summary>What to do about it.</summary>
    public static string Suggestion(object? value) => Status(value)?.Cause?.Suggestion ?? "";

    /// <summary>Age, restarts and revision of a replica.</summary>
    public static string Life(object? value) => Status(value) is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"age {Show.Age(status.Age)}, {status.Restarts} restarts, revision {status.Revision ?? Show.Nothing}")
        : "";

    /// <summary>Containers: state and reason, then how runs ended.</summary>
    public static string Containers(object? value) => Lines<ContainerDiagnostic>(value, (text, container) =>
    {
        var reason = container.Reason is null ? "" : $" ({container.Reason})";
        text.Append(CultureInfo.InvariantCulture, $"{container.Name}: {container.State}{reason}, {(container.Ready ? "ready" : "not ready")}, {container.Restarts} restarts, {container.Image}\n");
        if (container.Message is { Length: > 0 } message)
            text.Append(CultureInfo.InvariantCulture, $"  {message}\n");
        if (container.End is { } end)
            text.Append(CultureInfo.InvariantCulture, $"  ended with {end.ExitCode}: {end.Explanation}\n");
        if (container.LastEnd is { } last)
            text.Append(CultureInfo.InvariantCulture, $"  before, ended with {last.ExitCode}: {last.Explanation}\n");
        foreach (var check in container.Checks)
            text.Append(CultureInfo.InvariantCulture, $"  {check}\n");
    });

    /// <summary>Conditions that do not hold, with their reasons.</summary>
    public static string Conditions(object? value) => Lines<DiagnosticCondition>(value, (text, condition) =>
        text.Append($"{condition.Type} {condition.Status} {condition.Reason} {condition.Message}".TrimEnd()).Append('\n'));

    /// <summary>Events, newest first.</summary>
    public static string Events(object? value) => Lines<DiagnosticEvent>(value, (text, happened) =>
        text.Append(CultureInfo.InvariantCulture, $"{Show.Time(happened.Time)} {happened.Type} {happened.Reason}{(happened.Count > 1 ? $" x{happened.Count}" : "")}: {happened.Message}\n"));

    /// <summary>Log excerpts, each run under its heading.</summary>
    public static string Logs(object? value) => Lines<LogExcerpt>(value, (text, excerpt) =>
    {
        text.Append(CultureInfo.InvariantCulture, $"{excerpt.Container}{(excerpt.Previous ? ", the run before" : "")}:\n");
        foreach (var line in excerpt.Lines)
            text.Append(CultureInfo.InvariantCulture, $"  {line}\n");
        if (excerpt.Problem is not null)
            text.Append(CultureInfo.InvariantCulture, $"  {excerpt.Problem}\n");
    });

    /// <summary>The node: whether it is ready and takes new replicas; of a base also what it says itself.</summary>
    public static string Node(object? value) => Unwrapping.Raw(value) is NodeDiagnostic node
        ? $"{node.Name} (ready: {node.Ready}{(node.Unschedulable ? ", cordoned" : "")}){(node.Taints.Count == 0 ? "" : " " + string.Join(" ", node.Taints))}{(node.Base is { } said ? $"\n{said}" : "")}"
        : Show.Nothing;

    /// <summary>The workload: how many replicas it wants and has.</summary>
    public static string Workload(object? value) => Unwrapping.Raw(value) is WorkloadDiagnostic workload
        ? string.Create(CultureInfo.InvariantCulture, $"{workload.Kind} {workload.Name}: {workload.Ready} of {workload.Desired} ready, {workload.Updated} of the newest revision")
        : Show.Nothing;

    private static ReplicaStatus? Status(object? value) => Unwrapping.Raw(value) as ReplicaStatus;

    private static string Lines<T>(object? value, Action<StringBuilder, T> write)
    {
        var text = new StringBuilder();
        foreach (var item in Unwrapping.Raw(value) as IEnumerable<T> ?? [])
            write(text, item);
        return text.ToString().TrimEnd('\n');
    }
}
