namespace Deploy.Storage.Faults;

/// <summary>What went wrong at the store, in the kinds that a caller acts on differently.</summary>
public enum StoreFault
{
    /// <summary>Not reachable, throttled, or a server error. Worth retrying.</summary>
    Unavailable,

    /// <summary>No answer in time. Worth retrying.</summary>
    TimedOut,

    /// <summary>The credential is not accepted or lacks the right.</summary>
    Denied,

    /// <summary>The credential or signature was right once and has expired.</summary>
    Expired,

    /// <summary>The blob is not there.</summary>
    NotFound,

    /// <summary>The container is not there.</summary>
    ContainerMissing,

    /// <summary>Something else is there under this name already.</summary>
    AlreadyExists,

    /// <summary>Somebody else changed it in between. Worth retrying after reading again.</summary>
    Conflict,

    /// <summary>The content is not what its digest says.</summary>
    DigestMismatch,

    /// <summary>The request cannot be right: a bad name, setting or range.</summary>
    Invalid,
}
