using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Diagnostics;

/// <summary>Events for people: newest first, the same thing said several times in one line.</summary>
internal static class EventDiagnosis
{
    public static IReadOnlyList<DiagnosticEvent> Of(IEnumerable<Event> events) =>
    [
        .. EventLog.NewestFirst(events)
            .GroupBy(entry => (entry.Type, entry.Reason, Message: Redaction.Text(entry.Message)))
            .Select(group => new DiagnosticEvent(EventLog.Time(group.First()), group.Key.Type ?? "Normal", group.Key.Reason ?? "", group.Key.Message,
                (int)Math.Min(int.MaxValue, group.Sum(entry => (long)EventLog.Count(entry))), group.First().Source?.Component ?? group.First().ReportingComponent)),
    ];

    public static IReadOnlyList<DiagnosticCondition> Of(IEnumerable<Condition> conditions) =>
    [
        .. conditions.Where(condition => condition is not null).Select(condition => new DiagnosticCondition(
            condition.Type, condition.Status, condition.Reason, condition.Message is null ? null : Redaction.Text(condition.Message), condition.LastTransitionTime)),
    ];
}
