using System.Text.Json.Serialization;

namespace Deploy.Operations.Maintenance.Refresh;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RefreshNote))]
internal sealed partial class RefreshJson : JsonSerializerContext;
