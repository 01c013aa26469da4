using System.Text.Json.Nodes;

namespace Deploy.Operations.Releases.Planning;

/// <summary>A strategic merge patch and what it changes in words.</summary>
/// <param name="Patch">Empty when nothing changes.</param>
/// <param name="Fields">Each change as <c>field: from -> to</c>, without secrets.</param>
/// <param name="Losses">What is taken away or lowered, in words.</param>
internal sealed record FieldChanges(JsonObject Patch, IReadOnlyList<string> Fields, IReadOnlyList<string> Losses)
{
    internal bool IsEmpty => Patch.Count == 0;

    /// <summary>
    /// What turns the live object into the wanted one: wanted fields are set, fields that we wrote last and no longer want are
    /// removed, and all others stay, whoever wrote them.
    /// </summary>
    /// <param name="applied">What we wrote last, see <see cref="AppliedFields"/>.</param>
    internal static FieldChanges Between(JsonObject applied, JsonObject wanted, JsonObject live)
    {
        var difference = new ThreeWayDifference();
        var patch = difference.Of(applied, wanted, live, "", "");
        return new FieldChanges(patch, difference.Fields, difference.Losses);
    }
}
