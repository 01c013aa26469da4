using System.Text.Json.Serialization;

namespace Deploy.Storage.Archives;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ArchivedReplica))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
