using System.Text.Json.Serialization;

namespace Deploy.Operations.Maintenance;

/// <summary>How plans and reports are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(MaintenanceReport))]
[JsonSerializable(typeof(List<MaintenanceReport>))]
[JsonSerializable(typeof(MaintenancePlan))]
public sealed partial class MaintenanceJson : JsonSerializerContext;
