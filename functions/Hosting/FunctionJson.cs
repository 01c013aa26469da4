using System.Text.Json.Serialization;
using Deploy.Functions.Invocations;
using Deploy.Functions.Schedules;

namespace Deploy.Functions.Hosting;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TimerPayload))]
[JsonSerializable(typeof(FunctionFile))]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class FunctionJson : JsonSerializerContext;
