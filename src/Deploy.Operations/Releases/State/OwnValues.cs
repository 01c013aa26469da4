using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.State;

/// <summary>The operator's own values of the fields that a release sets for its time; null: the field was not set.</summary>
internal sealed record OwnValues
{
    public int? MinReadySeconds { get; init; }

    public int? ProgressDeadlineSeconds { get; init; }

    /// <summary>A number or a percentage.</summary>
    public string? MaxSurge { get; init; }

    /// <summary>A number or a percentage.</summary>
    public string? MaxUnavailable { get; init; }

    /// <summary>Type of a DaemonSet's update strategy.</summary>
    public string? UpdateType { get; init; }

    /// <summary>Partition of a StatefulSet's update strategy.</summary>
    public int? Partition { get; init; }

    internal static OwnValues Of(Workload live) => live.Kind switch
    {
        ModuleKind.Deployment => new OwnValues
        {
            MinReadySeconds = (int?)live.Json.NumberAt("spec", "minReadySeconds"),
            ProgressDeadlineSeconds = (int?)live.Json.NumberAt("spec", "progressDeadlineSeconds"),
            MaxSurge = live.Json.TextAt("spec", "strategy", "rollingUpdate", "maxSurge"),
            MaxUnavailable = live.Json.TextAt("spec", "strategy", "rollingUpdate", "maxUnavailable"),
        },
        ModuleKind.DaemonSet => new OwnValues { UpdateType = live.Json.TextAt("spec", "updateStrategy", "type") ?? "RollingUpdate" },
        ModuleKind.StatefulSet => new OwnValues { Partition = live.Json.CountAt("spec", "updateStrategy", "rollingUpdate", "partition") },
        _ => new OwnValues(),
    };

    /// <summary>The patch of the spec that puts them back. An unset field gets the API's own default where null would not remove it.</summary>
    internal JsonObject Restore(ModuleKind kind) => kind switch
    {
        ModuleKind.Deployment => new JsonObject
        {
            ["minReadySeconds"] = MinReadySeconds,
            ["progressDeadlineSeconds"] = ProgressDeadlineSeconds ?? 600,
            ["strategy"] = new JsonObject
            {
                ["rollingUpdate"] = new JsonObject { ["maxSurge"] = Amount(MaxSurge ?? "25%"), ["maxUnavailable"] = Amount(MaxUnavailable ?? "25%") },
            },
        },
        ModuleKind.DaemonSet => new JsonObject { ["updateStrategy"] = new JsonObject { ["type"] = UpdateType ?? "RollingUpdate" } },
        ModuleKind.StatefulSet => new JsonObject
        {
            ["updateStrategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["partition"] = Partition ?? 0 } },
        },
        _ => [],
    };

    private static JsonValue Amount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);
}
