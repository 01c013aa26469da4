namespace Deploy.Functions.Hosting;

/// <summary>State of the handler and of each cluster that it looks after.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Clusters);
