namespace Deploy.Kubernetes;

/// <summary>What to suggest for each kind of failure.</summary>
internal static class FailureAdvice
{
    internal static string For(KubernetesException failure) => failure.Reason switch
    {
        "Unauthorized" => "Sign in again, or check the user of the context in the kubeconfig; a token or client certificate may have expired.",
        "Forbidden" => "Ask for a role that allows this verb on this resource in this namespace.",
        "NotFound" => "Check the name, the namespace and the context.",
        "AlreadyExists" => "Choose another name, or change the existing object instead.",
        "Conflict" => "Read the object again and repeat the change.",
        "Invalid" or "BadRequest" => "Correct the fields named in the message.",
        "Expired" or "Gone" => "List again; the version asked for is no longer kept.",
        "TooManyRequests" => "Wait and repeat; the server is busy, or a disruption budget does not allow it now.",
        "UntrustedCertificate" => "Set certificate-authority of the cluster in the kubeconfig to the authority that signed the server's certificate.",
        "ServerCertificateExpired" => "Renew the server's certificate, and check the clock of this machine.",
        "ServerNameMismatch" => "Use an address that the certificate names, or set tls-server-name of the cluster in the kubeconfig.",
        "TlsFailed" => "Check that the address speaks TLS, and that the client certificate is one that it accepts.",
        "Unreachable" => "Check that the cluster runs and that its address in the kubeconfig is right.",
        "Timeout" => "Repeat; if it stays so, check the load of the server and the network in between.",
        "InvalidResponse" => "Check that the address in the kubeconfig is a Kubernetes API server and not a proxy in front of it.",
        _ => "Repeat; if it stays so, look into the server's log.",
    };
}
