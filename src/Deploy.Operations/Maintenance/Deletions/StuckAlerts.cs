using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>
/// Tells of a stuck deletion: by the webhook where one is set, and by an Event on the object; each again only after a while. The event
/// notes when the webhook was told, after it was: what could not be told is told by the next run.
/// </summary>
internal sealed class StuckAlerts(MaintenanceContext context, DateTimeOffset now)
{
    private const string Reason = "DeletionStuck";
    private const string ToldAt = "module.deploy/told-at";
    private static readonly TimeSpan WebhookTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="HttpRequestException">The webhook could not be told; the event was written all the same.</exception>
    public async Task TellAsync(StuckObject stuck, StuckExplanation why, CancellationToken ct)
    {
        var before = await FindEventAsync(stuck, ct);
        var isEventDue = before?.LastTimestamp is not { } written || now - written >= context.Options.Stuck.AlertEvery;
        var isWebhookDue = context.Options.Stuck.Webhook is not null && (ToldOn(before) is not { } told || now - told >= context.Options.Stuck.AlertEvery);
        var failure = isWebhookDue ? await TryPostAsync(stuck, why, ct) : null;
        var isTold = isWebhookDue && failure is null;
        if (isEventDue || isTold)
            await WriteEventAsync(stuck, why, before, isTold, ct);
        failure?.Throw();
    }

    // A namespace that ends takes no new events: then it is written beside it, on the namespace itself, by who may.
    private async Task<Event?> FindEventAsync(StuckObject stuck, CancellationToken ct) =>
        await context.Cluster.FindAsync(Resources.Events, NamespaceOf(stuck), NameOf(stuck), ct)
        ?? (stuck.Namespace is "" or "default" || !await context.MayReadEventsAsync("default", ct) ? null : await context.Cluster.FindAsync(Resources.Events, "default", NameOf(stuck), ct));

    private async Task WriteEventAsync(StuckObject stuck, StuckExplanation why, Event? before, bool isTold, CancellationToken ct)
    {
        if (before is not null)
        {
            var again = new JsonObject { ["count"] = before.Count + 1, ["lastTimestamp"] = Time(now), ["message"] = Message(why) };
            if (isTold)
                again["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ToldAt] = Time(now) } };
            await context.Cluster.PatchAsync(Resources.Events, before.Metadata.Namespace, before.Metadata.Name, Patch.Merge(again), cancellationToken: ct);
            return;
        }
        try
        {
            await context.Cluster.CreateAsync(Resources.Events, NamespaceOf(stuck), New(stuck, why, NamespaceOf(stuck), isTold), cancellationToken: ct);
        }
        catch (KubernetesException e) when (e.IsForbidden && stuck.Namespace.Length > 0)
        {
            if (!await context.MayReadEventsAsync("default", ct))
                throw;
            var ending = new StuckObject { ApiVersion = "v1", Kind = "Namespace", Name = stuck.Namespace, Uid = stuck.Uid, GraceEnded = stuck.GraceEnded };
            await context.Cluster.CreateAsync(Resources.Events, "default", New(ending, why with { Why = $"{stuck.Target}: {why.Why}" }, "default", isTold), cancellationToken: ct);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            // Another run was a moment faster.
            return;
        }
    }

    private async Task<ExceptionDispatchInfo?> TryPostAsync(StuckObject stuck, StuckExplanation why, CancellationToken ct)
    {
        try
        {
            await PostAsync(stuck, why, ct);
            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
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

    private Event New(StuckObject stuck, StuckExplanation why, string ns, bool isTold) => new()
    {
        ApiVersion = "v1",
        Kind = "Event",
        Metadata = new() { Name = NameOf(stuck), Namespace = ns, Annotations = isTold ? new Dictionary<string, string> { [ToldAt] = Time(now) } : new() },
        InvolvedObject = new() { ApiVersion = stuck.ApiVersion, Kind = stuck.Kind, Namespace = stuck.Namespace, Name = stuck.Name, Uid = stuck.Uid },
        Reason = Reason,
        Message = Message(why),
        Type = "Warning",
        Count = 1,
        FirstTimestamp = now,
        LastTimestamp = now,
        Source = new() { Component = "module.deploy/maintenance" },
    };

    private static string NamespaceOf(StuckObject stuck) => stuck.Namespace.Length == 0 ? "default" : stuck.Namespace;

    private static string NameOf(StuckObject stuck) => $"stuck-{stuck.Uid}";

    private static DateTimeOffset? ToldOn(Event? before) =>
        before?.Metadata.Annotations.GetValueOrDefault(ToldAt) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string Message(StuckExplanation why) => $"{why.Why} {why.Suggestion}";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
