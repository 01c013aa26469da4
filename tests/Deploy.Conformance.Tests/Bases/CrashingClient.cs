using Deploy.Kubernetes;
using Deploy.Testing.Servers;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>A controller's line to the cluster that is dead for good after so many writes, as a killed process's is.</summary>
internal sealed class CrashingClient : IDisposable
{
    private readonly Gate _gate;

    public CrashingClient(ClusterConnection connection, int writes)
    {
        _gate = new Gate(writes) { InnerHandler = PlainHandler.For(connection) };
        Client = new KubernetesClient(connection with { Handler = _gate }, new KubernetesClientOptions { MaxRetries = 0 });
    }

    public KubernetesClient Client { get; }

    public bool IsDead => _gate.IsDead;

    /// <summary>How often it has written.</summary>
    public int Writes => _gate.Writes;

    public void Dispose() => Client.Dispose();

    /// <summary>The write itself still arrives; its answer and everything after it is lost.</summary>
    private sealed class Gate(int writes) : DelegatingHandler
    {
        private int _written;

        public int Writes => Volatile.Read(ref _written);

        public bool IsDead => Writes >= writes;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsDead)
                throw new HttpRequestException("the process is dead");
            var answer = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Get || Interlocked.Increment(ref _written) < writes)
                return answer;
            answer.Dispose();
            throw new HttpRequestException("the process is dead");
        }
    }
}
