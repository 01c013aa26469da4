namespace Deploy.Operations.Releases;

/// <summary>One object that a plan changes, and why.</summary>
/// <param name="Fields">What changes in it, as <c>field: from -> to</c>, without secrets.</param>
public sealed record PlannedChange(ChangeAction Action, string Kind, string Namespace, string Name, string Reason, IReadOnlyList<string> Fields)
{
    public override string ToString() =>
        $"{Action} {Kind} {Namespace}/{Name}: {Reason}{(Fields.Count == 0 ? "" : $" ({string.Join("; ", Fields)})")}";
}
