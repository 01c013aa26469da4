namespace Deploy.Operations.Replicas.Waiting;

/// <summary>What a wait for replicas has come to.</summary>
/// <param name="Outcome">Whether to go on waiting.</param>
/// <param name="Message">One line for progress: how many of how many, and what for.</param>
/// <param name="Cause">Why it is impossible, or what it waits for; null when it succeeded.</param>
/// <param name="Responsive">Replicas that are Responsive.</param>
/// <param name="Desired">Replicas that there should be.</param>
/// <param name="JudgeAgainAt">When to judge again though nothing has changed, because a grace ends; null when time alone changes nothing.</param>
public sealed record WaitVerdict(WaitOutcome Outcome, string Message, Cause? Cause, int Responsive, int Desired, DateTimeOffset? JudgeAgainAt);
