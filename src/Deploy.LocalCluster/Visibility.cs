using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Deploy.LocalCluster.Tests")]
[assembly: InternalsVisibleTo("Deploy.Conformance.Tests")]
[assembly: InternalsVisibleTo("Deploy.Benchmarks")]
