using System.Text.Json.Serialization;

namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>What is posted to the webhook.</summary>
internal sealed record StuckAlert(string Cluster, string Kind, string Namespace, string Name, DateTimeOffset DeletedOn, string Why, string Suggestion)
{
    /// <summary>Names the kind of message for its receiver.</summary>
    public string Alert { get; } = "module.deploy/stuck-deletion";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StuckAlert))]
internal sealed partial class AlertJson : JsonSerializerContext;
