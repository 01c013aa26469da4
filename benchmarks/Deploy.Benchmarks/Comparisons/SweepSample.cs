using Deploy.Benchmarks.Measuring;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>One sweep and its peer over the same replicas.</summary>
/// <param name="Ours">The sweep, a process of its own.</param>
/// <param name="Peer"><c>kubectl get pods</c>.</param>
/// <param name="Requests">What the sweep asked of the API server.</param>
/// <param name="Writes">How many of those change something.</param>
internal sealed record SweepSample(WholeProcess Ours, WholeProcess Peer, int Requests, int Writes);
