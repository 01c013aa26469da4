namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>An event as the kubelet would record it.</summary>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">One word.</param>
/// <param name="Message">What happened.</param>
/// <param name="FieldPath">Which part of the pod; null for the pod as a whole.</param>
internal sealed record PodEvent(string Type, string Reason, string Message, string? FieldPath);
