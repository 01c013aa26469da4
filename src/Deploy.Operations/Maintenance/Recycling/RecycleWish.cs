namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>A replica that an operator wants gone, whatever its age.</summary>
/// <param name="Reason"><c>restarted</c> or <c>removed</c>.</param>
/// <param name="Surge">Whether its replacement is to answer first, where that is possible.</param>
internal sealed record RecycleWish(string Reason, bool Surge);
