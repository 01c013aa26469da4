using System.Text.Json.Serialization;

namespace Deploy.Operations.Maintenance.Recycling;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RecycleNote))]
internal sealed partial class RecycleJson : JsonSerializerContext;
