using Deploy.Storage.Tests.Archives;
using Deploy.Storage.Tests.Packages;
using Deploy.Storage.Tests.Protocol;

[assembly: AssemblyFixture(typeof(Deploy.Storage.Tests.Backends.ClusterBackend))]

namespace Deploy.Storage.Tests.Backends;

public sealed class ListenerUploadTests(ClusterBackend backend) : UploadCases(backend);

public sealed class ListenerSignedUrlTests(ClusterBackend backend) : SignedUrlCases(backend);

public sealed class ListenerArchiveTests(ClusterBackend backend) : ArchiveCases(backend);

public sealed class ListenerProtocolTests(ClusterBackend backend) : ProtocolCases(backend);
