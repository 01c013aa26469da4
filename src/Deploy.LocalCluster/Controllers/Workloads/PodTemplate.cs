using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>A workload's pod template as the server sent it: controllers copy it whole, so that no field which the models lack is lost.</summary>
[JsonConverter(typeof(PodTemplateConverter))]
internal sealed class PodTemplate
{
    private readonly Lazy<PodTemplateSpec> typed;
    private readonly Lazy<string> canonical;

    public PodTemplate(JsonElement raw)
    {
        Raw = raw;
        typed = new(() => raw.Deserialize(ModelJson.Of<PodTemplateSpec>()) ?? new());
        canonical = new(() => CanonicalJson.Write(raw, WorkloadLabels.PodTemplateHash));
    }

    public JsonElement Raw { get; }

    public ObjectMeta Metadata => typed.Value.Metadata;

    public PodSpec Spec => typed.Value.Spec;

    /// <summary>The same text for templates that mean the same, whatever their pod-template-hash label.</summary>
    public string Canonical => canonical.Value;

    public static PodTemplate Of(JsonObject template) => new(JsonSerializer.SerializeToElement(template, ModelJson.Of<JsonObject>()));

    /// <summary>A copy that may be changed.</summary>
    public JsonObject ToObject() => Raw.ValueKind == JsonValueKind.Object ? JsonObject.Create(Raw)!.DeepClone().AsObject() : [];

    /// <summary>A copy with one more label.</summary>
    public PodTemplate WithLabel(string key, string value)
    {
        var copy = ToObject();
        var metadata = copy["metadata"] as JsonObject;
        if (metadata is null)
            copy["metadata"] = metadata = [];
        var labels = metadata["labels"] as JsonObject;
        if (labels is null)
            metadata["labels"] = labels = [];
        labels[key] = value;
        return Of(copy);
    }

    public bool SameAs(PodTemplate other) => string.Equals(Canonical, other.Canonical, StringComparison.Ordinal);
}
