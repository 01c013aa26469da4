namespace Deploy.Controller.Heartbeats;

/// <summary>What a <see cref="HeartbeatListener"/> answers from. Called by many requests at once.</summary>
/// <param name="Hear">Takes in a base's heartbeat.</param>
/// <param name="Metrics">Gives the metrics as Prometheus' text.</param>
/// <param name="Unhealthy">Says why the controller does not work, or null when it does.</param>
public sealed record HeartbeatAnswers(Action<Heartbeat> Hear, Func<string> Metrics, Func<string?> Unhealthy);
