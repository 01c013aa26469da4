using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>Tells of a stuck deletion: by an Event on the object, and by the webhook where one is set; each again only after a while.</summary>
internal sealed class StuckAlerts(MaintenanceContext context, DateTimeOffset now)
{
    private const string Reason = "DeletionStuck";
    private static readonly TimeSpan WebhookTimeout = TimeSpan.FromSeconds(10);

    /// <returns>Whether it was told this time.</returns>
    public async Task<bool> TellAsync(StuckObject stuck, StuckExplanation why, CancellationToken ct)
    {
        if (!await RecordEventAsync(stuck, why, ct))
            return false;
        await PostAsync(stuck, why, ct);
        return true;
    }

    private async Task<bool> RecordEventAsync(StuckObject stuck, StuckExplanation why, CancellationToken ct)
    {
        var ns = stuck.Namespace.Length == 0 ? "default" : stuck.Namespace;
        var name = $"stuck-{stuck.Uid}";
        if (await context.Cluster.FindAsync(Resources.Events, ns, name, ct) is { } before)
        {
            if (before.LastTimestamp is { } told && now - told < context.Options.Stuck.AlertEvery)
                return false;
            var again = new JsonObject { ["count"] = before.Count + 1, ["lastTimestamp"] = Time(now), ["message"] = Message(why) };
            await context.Cluster.PatchAsync(Resources.Events, ns, name, Patch.Merge(again), cancellationToken: ct);
            return true;
        }
        try
        {
            await context.Cluster.CreateAsync(Resources.Events, ns, New(stuck, why, ns, name), cancellationToken: ct);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists || (e.IsForbidden && stuck.Kind == "Namespace"))
        {
            // Told by another run just now; or a namespace that ends takes no new events, and the report tells of it.
            return !e.IsAlreadyExists;
        }
        return true;
    }

    private async Task PostAsync(StuckObject stuck, StuckExplanation why, CancellationToken ct)
    {
        if (context.Options.Stuck.Webhook is not { } webhook)
            return;
        using var client = context.AlertHandler is { } handler ? new HttpClient(handler, disposeHandler: false) : new HttpClient();
        client.Timeout = WebhookTimeout;
        var alert = new StuckAlert(context.Cluster.Connection.Name, stuck.Kind, stuck.Namespace, stuck.Name, stuck.GraceEnded, why.Why, why.Suggestion);
        using var answer = await client.PostAsJsonAsync(webhook, alert, AlertJson.Default.StuckAlert, ct);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"The alert webhook at {webhook.Host} answered {(int)answer.StatusCode}.");
    }

    private Event New(StuckObject stuck, StuckExplanation why, string ns, string name) => new()
    {
        ApiVersion = "v1",
        Kind = "Event",
        Metadata = new() { Name = name, Namespace = ns },
        InvolvedObject = new() { ApiVersion = stuck.ApiVersion, Kind = stuck.Kind, Namespace = stuck.Namespace, Name = stuck.Name, Uid = stuck.Uid },
        Reason = Reason,
        Message = Message(why),
        Type = "Warning",
        Count = 1,
        FirstTimestamp = now,
        LastTimestamp = now,
        Source = new() { Component = "module.deploy/maintenance" },
    };

    private static string Message(StuckExplanation why) => $"{why.Why} {why.Suggestion}";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
