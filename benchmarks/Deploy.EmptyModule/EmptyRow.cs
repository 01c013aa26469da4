namespace Deploy.EmptyModule;

/// <summary>As many columns as <c>Get-ReplicaStatus</c> shows.</summary>
public sealed record EmptyRow(string Name, string Module, string Version, string Ready, string State, int Restarts, string Age, string Base, string Cause);
