using System.Text.Json.Serialization;

namespace Deploy.Operations.Packages;

[JsonSerializable(typeof(PackageIdentity))]
internal sealed partial class PackageJson : JsonSerializerContext;
