using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Functions.Hosting;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;

namespace Deploy.Functions.Invocations;

/// <summary>Answers <c>POST /&lt;timer&gt;</c>: runs the task on every cluster and says what it did.</summary>
internal static class InvocationEndpoint
{
    /// <summary>Longest payload that is read, in bytes. The host's own are about one KiB.</summary>
    public const int MaxBody = 64 << 10;

    private const string InvocationId = "X-Azure-Functions-InvocationId";

    public static async Task<IResult> AnswerAsync(string name, HttpRequest request, TimerRunner runner, IHostApplicationLifetime host, CancellationToken aborted)
    {
        if (!MaintenanceTasks.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
            return Refuse(404, $"There is no timer '{name}'. There are {string.Join(", ", MaintenanceTasks.Names)}.");
        TimerPayload payload;
        try
        {
            payload = await ReadAsync(request, aborted);
        }
        catch (BadHttpRequestException e)
        {
            return Refuse(e.StatusCode, e.StatusCode == 413 ? $"The payload is longer than {MaxBody} bytes." : "The payload cannot be read.");
        }
        catch (JsonException)
        {
            return Refuse(400, "The payload is not the JSON of a timer.");
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(host.ApplicationStopping, aborted);
        var reports = await runner.RunAsync(name, request.Headers[InvocationId].ToString(), stop.Token);
        return Answer(payload.Data!.Timer!, reports);
    }

    private static async Task<TimerPayload> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxBody)
            throw new BadHttpRequestException("too long", 413);
        var payload = await JsonSerializer.DeserializeAsync(request.Body, FunctionJson.Default.TimerPayload, ct);
        return payload?.Data?.Timer is null ? throw new JsonException("no timer") : payload;
    }

    private static IResult Answer(TimerInfo timer, IReadOnlyList<MaintenanceReport> reports)
    {
        var logs = new List<string>();
        if (timer.IsPastDue)
            logs.Add("This tick is past due.");
        if (timer.ScheduleStatus?.Last is not { Year: > 1 })
            logs.Add("This is the first run of this timer.");
        foreach (var report in reports)
        {
            logs.Add(report.Message is null ? report.ToString() : $"{report}: {report.Message}");
            logs.AddRange(report.Warnings);
            logs.AddRange(report.Steps.Where(s => s.Outcome == StepOutcome.Failed).Take(20).Select(s => s.ToString()));
        }
        var value = JsonNode.Parse(Redaction.Text(JsonSerializer.Serialize([.. reports], MaintenanceJson.Default.ListMaintenanceReport)));
        // A run that found nothing out must show as failed at the host; single failures are the next tick's work.
        return InvocationAnswer.Of(reports.Any(r => r.Outcome == MaintenanceOutcome.Failed) ? 500 : 200, logs, value);
    }

    private static IResult Refuse(int status, string why) => InvocationAnswer.Of(status, [why], null);
}
