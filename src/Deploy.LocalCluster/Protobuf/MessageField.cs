namespace Deploy.LocalCluster.Protobuf;

/// <summary>A field of a message: its JSON name, its type, and how often it comes.</summary>
/// <param name="IsInline">Its own fields stand among those of the message around it.</param>
internal sealed record MessageField(string Name, string Type, bool IsList, bool IsMap, bool IsInline);
