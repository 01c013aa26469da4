using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Deploy.Controller;

/// <summary>Source-generated JSON of what the controller keeps.</summary>
[JsonSerializable(typeof(ImmutableDictionary<string, string>))]
internal sealed partial class ControllerJson : JsonSerializerContext;
