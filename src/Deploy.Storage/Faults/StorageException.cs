namespace Deploy.Storage.Faults;

/// <summary>A fault of the blob store, told with a two-level code, what it means and what to do. Never holds a signature.</summary>
public sealed class StorageException : Exception
{
    public StorageException(StoreFault fault, string message, string suggestion, Exception? cause = null)
        : base(message, cause)
    {
        Fault = fault;
        Suggestion = suggestion;
    }

    /// <summary>The kind of fault.</summary>
    public StoreFault Fault { get; }

    /// <summary>What to do about it, one sentence.</summary>
    public string Suggestion { get; }

    /// <summary>The code that scripts match on, <c>Source.Type</c>.</summary>
    public string Code => Fault switch
    {
        StoreFault.Unavailable or StoreFault.TimedOut => "Package.StoreUnavailable",
        StoreFault.Denied or StoreFault.Expired => "OtherUpstream.SecretAKError",
        StoreFault.NotFound => "Package.NotFound",
        StoreFault.ContainerMissing => "Package.ContainerMissing",
        StoreFault.AlreadyExists => "Package.Exists",
        StoreFault.Conflict => "Package.StoreConflict",
        StoreFault.DigestMismatch => "Package.DigestMismatch",
        _ => "OtherUpstream.InvalidParameter",
    };

    /// <summary>Whether the same request may succeed later without anybody doing anything.</summary>
    public bool IsTransient => Fault is StoreFault.Unavailable or StoreFault.TimedOut or StoreFault.Conflict;
}
