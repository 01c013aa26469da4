using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>One column of a board's rows.</summary>
/// <param name="Label">Its heading.</param>
/// <param name="Worth">The higher, the longer it stays when the screen gets narrow.</param>
/// <param name="Text">What it shows of a replica.</param>
/// <param name="Most">Its greatest width.</param>
/// <param name="IsRight">Whether it is set to the right, as numbers are.</param>
internal sealed record RowColumn(string Label, int Worth, Func<ReplicaStatus, string> Text, int Most = int.MaxValue, bool IsRight = false);
