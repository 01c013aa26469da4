namespace Deploy.Operations.Errors;

/// <summary>The kind of a failure. Every name is one of PowerShell's own error categories, so that cmdlets map by name.</summary>
public enum FailureCategory
{
    InvalidArgument,
    InvalidData,
    InvalidOperation,
    InvalidResult,
    ObjectNotFound,
    ResourceExists,
    ResourceBusy,
    ResourceUnavailable,
    PermissionDenied,
    AuthenticationError,
    SecurityError,
    ConnectionError,
    ProtocolError,
    OperationTimeout,
    OperationStopped,
    LimitsExceeded,
    QuotaExceeded,
    ReadError,
    WriteError,
    NotInstalled,
}
