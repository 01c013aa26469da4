using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Deploy.Conformance.Tests.Clusters;

/// <summary>Runs a case once on the embedded and once on the real cluster; its first parameter is the <see cref="ClusterKind"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothClustersAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow(ClusterKind.Embedded), new TheoryDataRow(ClusterKind.Real)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
