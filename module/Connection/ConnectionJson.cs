using System.Text.Json.Serialization;

namespace Deploy.Module.Connection;

/// <summary>How the remembered connection is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RememberedConnection))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
