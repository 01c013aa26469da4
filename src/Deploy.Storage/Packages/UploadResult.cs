namespace Deploy.Storage.Packages;

/// <summary>How an upload ended.</summary>
/// <param name="Package">The stored package.</param>
/// <param name="AlreadyStored">True when the same content was there before, so that nothing was changed.</param>
/// <param name="BytesSent">Bytes sent by this call.</param>
/// <param name="BytesResumed">Bytes that an earlier, broken upload had already sent.</param>
public sealed record UploadResult(StoredPackage Package, bool AlreadyStored, long BytesSent, long BytesResumed);
