using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Deploy.Bases;

/// <summary>Source-generated JSON of what the controller keeps.</summary>
[JsonSerializable(typeof(ImmutableDictionary<string, string>))]
internal sealed partial class BasesJson : JsonSerializerContext;
