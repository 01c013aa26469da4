using Deploy.Storage.Tests.Archives;
using Deploy.Storage.Tests.Packages;
using Deploy.Storage.Tests.Protocol;

[assembly: AssemblyFixture(typeof(Deploy.Storage.Tests.Backends.AzuriteBackend))]

namespace Deploy.Storage.Tests.Backends;

public sealed class AzuriteUploadTests(AzuriteBackend backend) : UploadCases(backend);

public sealed class AzuriteSignedUrlTests(AzuriteBackend backend) : SignedUrlCases(backend);

public sealed class AzuriteArchiveTests(AzuriteBackend backend) : ArchiveCases(backend);

public sealed class AzuriteProtocolTests(AzuriteBackend backend) : ProtocolCases(backend);
