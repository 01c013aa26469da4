namespace Deploy.Controller.Arklet;

/// <summary>One change of a module's state on a base.</summary>
/// <param name="ChangedAt">When; null where the base did not say.</param>
/// <param name="State">The state that was entered.</param>
/// <param name="Reason">Arklet's reason, empty where it gave none.</param>
/// <param name="Message">Arklet's message, empty where it gave none.</param>
public sealed record BizStateRecord(DateTimeOffset? ChangedAt, BizState State, string Reason, string Message);
