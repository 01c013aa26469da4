namespace Deploy.Module.Pump;

/// <summary>One step of a progress activity.</summary>
/// <param name="Id">Tells activities of one command apart, from 1.</param>
/// <param name="Activity">What is being done.</param>
/// <param name="Status">How far it is, in words.</param>
/// <param name="Percent">How far it is, 0 to 100; null when that cannot be told.</param>
/// <param name="ParentId">The activity that this one belongs to; null for a root.</param>
/// <param name="IsCompleted">True takes the activity off the screen.</param>
public sealed record CommandProgress(
    int Id, string Activity, string Status, int? Percent = null, int? ParentId = null, bool IsCompleted = false);
