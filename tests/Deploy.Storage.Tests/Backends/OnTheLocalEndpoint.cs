using Deploy.Storage.Tests.Archives;
using Deploy.Storage.Tests.Packages;
using Deploy.Storage.Tests.Protocol;

namespace Deploy.Storage.Tests.Backends;

public sealed class LocalUploadTests() : UploadCases(new LocalBackend());

public sealed class LocalSignedUrlTests() : SignedUrlCases(new LocalBackend());

public sealed class LocalArchiveTests() : ArchiveCases(new LocalBackend());

public sealed class LocalProtocolTests() : ProtocolCases(new LocalBackend());
