using System.Text.Json.Serialization;

namespace Deploy.Operations.Releases.State;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReleaseRecord))]
[JsonSerializable(typeof(ReleaseLock))]
[JsonSerializable(typeof(List<PodRevision>))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
