using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What the Kubernetes API server answers, and what goes wrong on the way to it.</summary>
public static class KubeApiServerCodes
{
    public static ErrorCode GetBaseInstanceFailed { get; } = new("KubeAPIServer.GetBaseInstanceFailed", ResourceUnavailable, false,
        "The API server did not give the base's node.",
        "Check that the node exists (Get-ModuleBase) and that the account may read nodes.");

    public static ErrorCode BadRequest { get; } = new("KubeAPIServer.BadRequest", InvalidArgument, false,
        "The API server cannot make sense of the request.",
        "Correct what the message names.");

    public static ErrorCode Unauthorized { get; } = new("KubeAPIServer.Unauthorized", AuthenticationError, false,
        "The API server does not accept the credentials.",
        "Renew the token or certificate of the kubeconfig's user, or choose another context with -Context.");

    public static ErrorCode Forbidden { get; } = new("KubeAPIServer.Forbidden", PermissionDenied, false,
        "The account may not do this.",
        "Have a role with the verb and resource that the message names bound to the account.");

    public static ErrorCode NotFound { get; } = new("KubeAPIServer.NotFound", ObjectNotFound, false,
        "The object does not exist.",
        "Check the name and the namespace (-Namespace).");

    public static ErrorCode AlreadyExists { get; } = new("KubeAPIServer.AlreadyExists", ResourceExists, false,
        "An object of this name exists already.",
        "Choose another name, or change the one that exists with Switch-Module.");

    public static ErrorCode Conflict { get; } = new("KubeAPIServer.Conflict", ResourceBusy, true,
        "Somebody else changed the object at the same time.",
        "Do it again: it then starts from the object as it is now.");

    public static ErrorCode Gone { get; } = new("KubeAPIServer.Gone", ResourceUnavailable, true,
        "The API server no longer keeps the version that was asked for.",
        "Do it again: it then starts from the present version.");

    public static ErrorCode Invalid { get; } = new("KubeAPIServer.Invalid", InvalidArgument, false,
        "The API server refuses the object's content.",
        "Correct the fields that the message names.");

    public static ErrorCode TooManyRequests { get; } = new("KubeAPIServer.TooManyRequests", LimitsExceeded, true,
        "The API server is asked too much at once.",
        "Try again a little later.");

    public static ErrorCode EvictionRefused { get; } = new("KubeAPIServer.EvictionRefused", ResourceBusy, true,
        "A PodDisruptionBudget does not allow the eviction now.",
        "Wait until more replicas are ready, or change the budget.");

    public static ErrorCode ServerError { get; } = new("KubeAPIServer.ServerError", ResourceUnavailable, true,
        "The API server failed inside.",
        "Try again; when it stays so, look at the API server's own log.");

    public static ErrorCode Unavailable { get; } = new("KubeAPIServer.Unavailable", ResourceUnavailable, true,
        "The API server is not available at the moment.",
        "Try again a little later.");

    public static ErrorCode UnexpectedAnswer { get; } = new("KubeAPIServer.UnexpectedAnswer", ProtocolError, false,
        "What answers at the address is not a Kubernetes API server, or a proxy changed its answer.",
        "Check the server address in the kubeconfig and the proxies on the way.");

    public static ErrorCode ConnectionRefused { get; } = new("KubeAPIServer.ConnectionRefused", ConnectionError, true,
        "Nothing listens at the API server's address.",
        "Check that the cluster runs and that the kubeconfig names its address and port; Start-LocalCluster starts a local one.");

    public static ErrorCode HostNotFound { get; } = new("KubeAPIServer.HostNotFound", ConnectionError, true,
        "The host name of the API server cannot be resolved.",
        "Check the server address in the kubeconfig, the name resolution and the VPN.");

    public static ErrorCode Unreachable { get; } = new("KubeAPIServer.Unreachable", ConnectionError, true,
        "The API server cannot be reached.",
        "Check the network, the VPN and the proxies on the way, then try again.");

    public static ErrorCode ConnectionLost { get; } = new("KubeAPIServer.ConnectionLost", ConnectionError, true,
        "The connection to the API server broke in the middle of an answer.",
        "Try again; nothing is half changed.");

    public static ErrorCode Timeout { get; } = new("KubeAPIServer.Timeout", OperationTimeout, true,
        "The API server did not answer in time.",
        "Try again; when it stays so, check the network and the API server's load.");

    public static ErrorCode CertificateUntrusted { get; } = new("KubeAPIServer.CertificateUntrusted", SecurityError, false,
        "The API server's certificate is not signed by the authority that the kubeconfig trusts.",
        "Put the cluster's own authority into certificate-authority-data of the kubeconfig.");

    public static ErrorCode CertificateExpired { get; } = new("KubeAPIServer.CertificateExpired", SecurityError, false,
        "The API server's certificate is no longer, or not yet, valid.",
        "Have the certificate renewed, and check this machine's clock.");

    public static ErrorCode CertificateNameMismatch { get; } = new("KubeAPIServer.CertificateNameMismatch", SecurityError, false,
        "The API server's certificate is made out for another host name.",
        "Use the host name that the certificate names, or set tls-server-name in the kubeconfig.");

    public static ErrorCode TlsFailed { get; } = new("KubeAPIServer.TlsFailed", SecurityError, false,
        "No encrypted connection to the API server could be agreed on.",
        "Check that the address speaks TLS and that the client certificate of the kubeconfig is accepted.");

    public static ErrorCode QuotaExceeded { get; } = new("KubeAPIServer.QuotaExceeded", FailureCategory.QuotaExceeded, false,
        "The namespace's quota does not allow what is asked for.",
        "Lower the request or the replica count, free quota in the namespace, or have the quota raised.");

    public static ErrorCode PodRefused { get; } = new("KubeAPIServer.PodRefused", InvalidOperation, false,
        "The API server or an admission rule refuses to create the replica.",
        "Correct what the message names: limits, security rules or an admission webhook.");

    internal static ErrorCode[] All =>
    [
        GetBaseInstanceFailed, BadRequest, Unauthorized, Forbidden, NotFound, AlreadyExists, Conflict, Gone, Invalid, TooManyRequests,
        EvictionRefused, ServerError, Unavailable, UnexpectedAnswer, ConnectionRefused, HostNotFound, Unreachable, ConnectionLost, Timeout,
        CertificateUntrusted, CertificateExpired, CertificateNameMismatch, TlsFailed, QuotaExceeded, PodRefused,
    ];
}
