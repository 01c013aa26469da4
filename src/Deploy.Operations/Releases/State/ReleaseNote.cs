using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.State;

/// <summary>
/// A release's state as the text of its annotation; what has its default value is left out. By hand: the serializer's own way is
/// compiled anew at every start for each type that the record has, which took longer than planning a release.
/// </summary>
internal static class ReleaseNote
{
    internal static string Write(ReleaseRecord release) => Object(
    [
        ("id", release.Id), ("operation", Name(release.Operation)), ("fromVersion", release.FromVersion), ("toVersion", release.ToVersion),
        ("fromRevision", Number(release.FromRevision)), ("since", Number(release.Since)), ("target", release.Target), ("targetHash", release.TargetHash),
        ("image", release.Image), ("strategy", Name(release.Strategy)), ("phase", Name(release.Phase)), ("batch", Number(release.Batch)),
        ("batchSize", release.BatchSize), ("batchPercent", release.BatchPercent), ("batchCount", release.BatchCount), ("pause", Name(release.Pause)),
        ("waitBetween", Time(release.WaitBetween)), ("responsiveFor", Time(release.ResponsiveFor)), ("healthUrl", release.HealthUrl?.OriginalString),
        ("baseHealth", Flag(release.BaseHealth)), ("baseHealthPort", release.BaseHealthPort), ("onFailure", Name(release.OnFailure)),
        ("switchWhen", Name(release.SwitchWhen)), ("grace", Time(release.Grace)), ("keepOld", Time(release.KeepOld)), ("onTrial", Flag(release.OnTrial)),
        ("switchedAt", Moment(release.SwitchedAt)), ("resumedBatch", Number(release.ResumedBatch)), ("holdsPause", Flag(release.HoldsPause)),
        ("isReverted", Flag(release.IsReverted)), ("own", release.Own is { } own ? Own(own) : null), ("fromContainer", release.FromContainer),
        ("startedAt", Moment(release.StartedAt)), ("endedAt", Moment(release.EndedAt)), ("by", release.By), ("cause", release.Cause), ("message", release.Message),
    ]).ToJsonString();

    /// <summary>Null for what has no id.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">A time is none.</exception>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    internal static ReleaseRecord? Read(string text) => JsonNode.Parse(text) is not { } note || note.TextAt("id") is not { } id ? null : new ReleaseRecord
    {
        Id = id,
        Operation = Value<ReleaseOperation>(note, "operation"),
        FromVersion = note.TextAt("fromVersion"),
        ToVersion = note.TextAt("toVersion") ?? "",
        FromRevision = note.NumberAt("fromRevision") ?? 0,
        Since = note.NumberAt("since") ?? 0,
        Target = note.TextAt("target") ?? "",
        TargetHash = note.TextAt("targetHash"),
        Image = note.TextAt("image") ?? "",
        Strategy = Value<StrategyKind>(note, "strategy"),
        Phase = Value<ReleasePhase>(note, "phase"),
        Batch = note.CountAt("batch"),
        BatchSize = (int?)note.NumberAt("batchSize"),
        BatchPercent = (int?)note.NumberAt("batchPercent"),
        BatchCount = (int?)note.NumberAt("batchCount"),
        Pause = Value<PauseAfter>(note, "pause"),
        WaitBetween = Span(note, "waitBetween"),
        ResponsiveFor = Span(note, "responsiveFor"),
        HealthUrl = note.TextAt("healthUrl") is { } url ? new Uri(url, UriKind.RelativeOrAbsolute) : null,
        BaseHealth = IsSet(note, "baseHealth"),
        BaseHealthPort = (int?)note.NumberAt("baseHealthPort"),
        OnFailure = Value<FailurePolicy>(note, "onFailure"),
        SwitchWhen = Value<SwitchWhen>(note, "switchWhen"),
        Grace = Span(note, "grace"),
        KeepOld = Span(note, "keepOld"),
        OnTrial = IsSet(note, "onTrial"),
        SwitchedAt = note.TimeAt("switchedAt"),
        ResumedBatch = note.CountAt("resumedBatch"),
        HoldsPause = IsSet(note, "holdsPause"),
        IsReverted = IsSet(note, "isReverted"),
        Own = note.ObjectAt("own") is { } own ? Own(own) : null,
        FromContainer = note.TextAt("fromContainer"),
        StartedAt = note.TimeAt("startedAt") ?? default,
        EndedAt = note.TimeAt("endedAt"),
        By = note.TextAt("by"),
        Cause = note.TextAt("cause"),
        Message = note.TextAt("message"),
    };

    private static JsonObject Own(OwnValues own) => Object(
    [
        ("minReadySeconds", own.MinReadySeconds), ("progressDeadlineSeconds", own.ProgressDeadlineSeconds), ("maxSurge", own.MaxSurge),
        ("maxUnavailable", own.MaxUnavailable), ("updateType", own.UpdateType), ("partition", own.Partition),
    ]);

    private static OwnValues Own(JsonObject own) => new()
    {
        MinReadySeconds = (int?)own.NumberAt("minReadySeconds"),
        ProgressDeadlineSeconds = (int?)own.NumberAt("progressDeadlineSeconds"),
        MaxSurge = own.TextAt("maxSurge"),
        MaxUnavailable = own.TextAt("maxUnavailable"),
        UpdateType = own.TextAt("updateType"),
        Partition = (int?)own.NumberAt("partition"),
    };

    private static JsonObject Object((string Name, JsonNode? Value)[] fields)
    {
        var json = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                json[name] = value;
        }
        return json;
    }

    private static JsonNode? Name<T>(T value)
        where T : struct, Enum => value.Equals(default(T)) ? null : value.ToString();

    private static JsonNode? Number(long value) => value == 0 ? null : value;

    private static JsonNode? Flag(bool value) => value ? true : null;

    private static JsonNode? Time(TimeSpan value) => value == TimeSpan.Zero ? null : value.ToString("c", CultureInfo.InvariantCulture);

    internal static JsonNode? Moment(DateTimeOffset? value) => value is not { } moment || moment == default ? null : moment.ToString("O", CultureInfo.InvariantCulture);

    private static T Value<T>(JsonNode note, string name)
        where T : struct, Enum => note.TextAt(name) is { } text ? Enum.Parse<T>(text) : default;

    private static TimeSpan Span(JsonNode note, string name) => note.TextAt(name) is { } text ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture) : TimeSpan.Zero;

    private static bool IsSet(JsonNode note, string name) => note.TextAt(name) == "true";
}
