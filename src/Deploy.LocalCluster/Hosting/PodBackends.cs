using System.Collections.Immutable;

namespace Deploy.LocalCluster.Hosting;

/// <summary>The backends that are there, found by node.</summary>
internal sealed class PodBackends
{
    private ImmutableArray<IPodBackend> backends = [];

    public IDisposable Add(IPodBackend backend)
    {
        ImmutableInterlocked.Update(ref backends, list => list.Add(backend));
        return new Removal(this, backend);
    }

    public IPodBackend? Find(string nodeName) => backends.FirstOrDefault(backend => backend.Owns(nodeName));

    private sealed class Removal(PodBackends owner, IPodBackend backend) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner.backends, list => list.Remove(backend));
    }
}
