using System.Text.Json;
using System.Text.Json.Serialization;

namespace Deploy.LocalCluster.Bases;

/// <summary>Source-generated JSON of simulations.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModuleSimulation))]
[JsonSerializable(typeof(BaseCommand))]
[JsonSerializable(typeof(BaseSpec))]
[JsonSerializable(typeof(BaseStatus))]
[JsonSerializable(typeof(IReadOnlyList<BaseStatus>))]
internal sealed partial class SimulationJson : JsonSerializerContext;
