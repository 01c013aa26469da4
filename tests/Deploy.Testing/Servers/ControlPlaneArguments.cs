namespace Deploy.Testing.Servers;

/// <summary>The command lines of a throw-away control plane's four programs; everything on loopback.</summary>
internal sealed record ControlPlaneArguments(string Folder, ControlPlaneCertificates Certificates, Version Version, int EtcdPort, int PeerPort, int ApiPort)
{
    public string KubeconfigFile => Path.Combine(Folder, "kubeconfig");

    public string Server => $"https://127.0.0.1:{ApiPort}";

    public string[] Etcd =>
    [
        $"--data-dir={Path.Combine(Folder, "etcd")}",
        $"--listen-client-urls=http://127.0.0.1:{EtcdPort}",
        $"--advertise-client-urls=http://127.0.0.1:{EtcdPort}",
        $"--listen-peer-urls=http://127.0.0.1:{PeerPort}",
        $"--initial-advertise-peer-urls=http://127.0.0.1:{PeerPort}",
        $"--initial-cluster=default=http://127.0.0.1:{PeerPort}",
    ];

    public string[] ApiServer =>
    [
        $"--etcd-servers=http://127.0.0.1:{EtcdPort}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        $"--secure-port={ApiPort}",
        $"--cert-dir={Folder}",
        $"--tls-cert-file={Certificates.ServerFile}",
        $"--tls-private-key-file={Certificates.ServerKeyFile}",
        $"--client-ca-file={Certificates.AuthorityFile}",
        "--authorization-mode=RBAC",
        "--allow-privileged=true",
        // As envtest does: a pod then needs no token of a service account, which nothing here would read.
        "--disable-admission-plugins=ServiceAccount",
        "--service-cluster-ip-range=10.0.0.0/24",
        $"--service-account-issuer={Server}",
        $"--service-account-key-file={Certificates.ServiceAccountKeyFile}",
        $"--service-account-signing-key-file={Certificates.ServiceAccountKeyFile}",
    ];

    public string AuditLogFile => Path.Combine(Folder, "audit.log");

    public string AuditPolicyFile => Path.Combine(Folder, "audit-policy.yaml");

    /// <summary>Every request as one line of JSON: once when it begins to be answered, once when it is.</summary>
    public const string AuditPolicy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: Metadata
        """;

    public string[] Audit => [$"--audit-policy-file={AuditPolicyFile}", $"--audit-log-path={AuditLogFile}"];

    public string[] ControllerManager(int? requestRate) =>
    [
        $"--kubeconfig={KubeconfigFile}",
        "--leader-elect=false",
        .. InsecurePort,
        "--secure-port=0",
        $"--root-ca-file={Certificates.AuthorityFile}",
        $"--service-account-private-key-file={Certificates.ServiceAccountKeyFile}",
        .. Rate(requestRate),
    ];

    public string[] Scheduler(int? requestRate) =>
    [
        $"--kubeconfig={KubeconfigFile}",
        "--leader-elect=false",
        .. InsecurePort,
        "--secure-port=0",
        .. Rate(requestRate),
    ];

    public string Kubeconfig => $"""
        apiVersion: v1
        kind: Config
        current-context: real
        clusters:
        - name: real
          cluster:
            server: {Server}
            certificate-authority: {Certificates.AuthorityFile}
        users:
        - name: admin
          user:
            client-certificate: {Certificates.AdministratorFile}
            client-key: {Certificates.AdministratorKeyFile}
        contexts:
        - name: real
          context:
            cluster: real
            user: admin
            namespace: default

        """;

    // Open unless it is closed; from 1.24 on there is none, and no program starts that is told to close it.
    private string[] InsecurePort => Version < new Version(1, 24) ? ["--port=0"] : [];

    private static string[] Rate(int? requestRate) =>
        requestRate is { } rate ? [$"--kube-api-qps={rate}", $"--kube-api-burst={rate * 2}"] : [];
}
