using System.Diagnostics;
using System.Diagnostics.Metrics;
using Deploy.Operations.Maintenance;

namespace Deploy.Functions.Telemetry;

/// <summary>Traces and counts of the timers.</summary>
internal static class TimerTelemetry
{
    public const string Name = "Deploy.Functions";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("deploy.maintenance.runs", "{run}", "Runs by task, cluster and outcome");
    private static readonly Counter<long> Steps = Meter.CreateCounter<long>("deploy.maintenance.steps", "{step}", "Steps by task, cluster and outcome");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("deploy.maintenance.duration", "s", "Duration of a run");

    public static ActivitySource Activities { get; } = new(Name);

    public static void Count(MaintenanceReport report)
    {
        KeyValuePair<string, object?> task = new("task", report.Task), cluster = new("cluster", report.Cluster);
        Runs.Add(1, task, cluster, new("outcome", report.Outcome.ToString()));
        Steps.Add(report.Done, task, cluster, new("outcome", "done"));
        Steps.Add(report.Postponed, task, cluster, new("outcome", "postponed"));
        Steps.Add(report.Failed, task, cluster, new("outcome", "failed"));
        Duration.Record((report.EndedOn - report.StartedOn).TotalSeconds, task, cluster);
    }
}
