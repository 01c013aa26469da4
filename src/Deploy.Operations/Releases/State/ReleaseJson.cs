using System.Text.Json.Serialization;

namespace Deploy.Operations.Releases.State;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(List<PodRevision>))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
