using System.Text.Json.Nodes;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>How to delete: from the body, and from the query where the body says nothing.</summary>
internal sealed record DeleteSettings
{
    public long? GracePeriodSeconds { get; init; }

    public string? Propagation { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool IsDryRun { get; init; }

    /// <exception cref="ApiException">400 or 422: a value that is none.</exception>
    public static DeleteSettings Read(EndpointRequest request, JsonObject? body)
    {
        var orphan = request.Query("orphanDependents") ?? (body.At("orphanDependents") is { } node ? node.ToJsonString() : null);
        var settings = new DeleteSettings
        {
            GracePeriodSeconds = body.Number("gracePeriodSeconds") ?? Number(request.Query("gracePeriodSeconds")),
            Propagation = body.Text("propagationPolicy") ?? request.Query("propagationPolicy") ?? (orphan is null ? null : orphan == "true" ? "Orphan" : "Background"),
            Uid = body.Text("preconditions", "uid"),
            ResourceVersion = body.Text("preconditions", "resourceVersion"),
            IsDryRun = request.Query("dryRun") == "All" || body.Array("dryRun") is { Count: > 0 },
        };
        if (settings.GracePeriodSeconds < 0) throw ApiException.BadRequest("gracePeriodSeconds must be greater than or equal to 0");
        return settings.Propagation is null or "Orphan" or "Background" or "Foreground"
            ? settings
            : throw ApiException.BadRequest($"DeleteOptions.meta.k8s.io is invalid: propagationPolicy: Unsupported value: \"{settings.Propagation}\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
    }

    private static long? Number(string? text)
    {
        if (text is null) return null;
        return long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ApiException.BadRequest($"gracePeriodSeconds is not a number: {text}");
    }
}
