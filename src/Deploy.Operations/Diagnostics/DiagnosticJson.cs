using System.Text.Json.Serialization;

namespace Deploy.Operations.Diagnostics;

/// <summary>How diagnostics are stored: camelCase, states as words, nothing for what is not known.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReplicaDiagnostic))]
public sealed partial class DiagnosticJson : JsonSerializerContext;
