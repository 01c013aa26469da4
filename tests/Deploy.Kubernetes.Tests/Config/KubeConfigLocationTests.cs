using System.Diagnostics;
using Deploy.Testing;

namespace Deploy.Kubernetes.Tests.Config;

public sealed class KubeConfigLocationTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    [Fact]
    public void The_variable_names_several_files_of_which_some_may_be_missing()
    {
        var first = _folder.Write("a", "current-context: one\ncontexts: [{name: one, context: {cluster: k}}]");
        var second = _folder.Write("b", "current-context: two\nclusters: [{name: k, cluster: {server: 'http://127.0.0.1:1'}}]");
        var listed = string.Join(Path.PathSeparator, first, Path.Combine(_folder.Path, "missing"), second);

        var config = KubeConfig.LoadDefault(Environment(("KUBECONFIG", listed)));

        Assert.Equal("one", config.CurrentContext);
        Assert.Equal(new Uri("http://127.0.0.1:1"), config.Connect().Server);
    }

    [Fact]
    public void Without_the_variable_the_home_folder_counts()
    {
        _folder.Write(Path.Combine(".kube", "config"), "current-context: home");

        Assert.Equal("home", KubeConfig.LoadDefault(Environment()).CurrentContext);
    }

    [Fact]
    public void No_file_at_all_is_said()
    {
        var failure = Assert.Throws<KubeConfigException>(() => KubeConfig.LoadDefault(Environment()));

        Assert.Equal("User.KubeConfigNotFound", failure.Code);
        Assert.Contains(_folder.Path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_be_read_once_is_left_for_whoever_loads_it()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no pipes among its files.");
        var ct = TestContext.Current.CancellationToken;
        var pipe = Path.Combine(_folder.Path, "pipe");
        using var writer = Process.Start("sh", ["-c", """mkfifo "$0" && printf %s "$1" > "$0" """, pipe, "current-context: 'https:'"]);
        await Eventually.UntilAsync(() => File.Exists(pipe));

        KubeConfig.Anticipate(() => [pipe]);
        await Task.WhenAny(writer.WaitForExitAsync(ct), Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, ct));

        Assert.False(writer.HasExited);
        Assert.Equal("https:", KubeConfig.Load([pipe]).CurrentContext);
    }

    [Fact]
    public async Task A_pod_uses_its_service_account()
    {
        using var certificates = new Certificates();
        _folder.Write("token", "pod-token");
        _folder.Write("namespace", "team\n");
        _folder.Write("ca.crt", certificates.Authority.ExportCertificatePem());

        var connection = InClusterConfig.Connect(Environment(("KUBERNETES_SERVICE_HOST", "::1"), ("KUBERNETES_SERVICE_PORT", "6443")));

        Assert.Equal(new Uri("https://[::1]:6443"), connection.Server);
        Assert.Equal("team", connection.Namespace);
        Assert.Equal(certificates.Authority.Thumbprint, Assert.Single(connection.Tls.Authorities!).Thumbprint);
        Assert.Equal("pod-token", (await connection.Credential!.GetProofAsync(TestContext.Current.CancellationToken)).Header!.Parameter);
    }

    [Fact]
    public void Outside_a_pod_there_is_no_service_account()
    {
        Assert.False(InClusterConfig.IsAvailable(Environment()));
        Assert.Equal("User.NotInCluster", Assert.Throws<KubeConfigException>(() => InClusterConfig.Connect(Environment())).Code);
    }

    [Fact]
    public void A_program_takes_what_is_named_then_a_kubeconfig_that_lies_there_then_its_own_pods_cluster()
    {
        (string, string)[] pod = [("KUBERNETES_SERVICE_HOST", "10.0.0.1"), ("KUBERNETES_SERVICE_PORT", "443")];
        _folder.Write("token", "pod-token");
        var named = _folder.Write("named", Simple("named"));

        Assert.Equal("named", KubeConfig.ConnectAnywhere([named], null, Environment(pod)).Name);
        Assert.Equal("in-cluster", KubeConfig.ConnectAnywhere([], null, Environment(pod)).Name);
        // A context can only be one of a kubeconfig.
        Assert.Equal("User.KubeConfigNotFound", Assert.Throws<KubeConfigException>(() => KubeConfig.ConnectAnywhere([], "other", Environment(pod))).Code);
        Assert.Equal("User.KubeConfigNotFound", Assert.Throws<KubeConfigException>(() => KubeConfig.ConnectAnywhere([], null, Environment())).Code);
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".kube"));
        _folder.Write(Path.Combine(".kube", "config"), Simple("own"));
        Assert.Equal("own", KubeConfig.ConnectAnywhere([], null, Environment(pod)).Name);
    }

    public void Dispose() => _folder.Dispose();

    private static string Simple(string name) => $$$"""
        current-context: {{{name}}}
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
        contexts: [{name: {{{name}}}, context: {cluster: c}}]
        """;

    private KubeConfigEnvironment Environment(params (string Name, string Value)[] variables) => new()
    {
        HomeDirectory = _folder.Path,
        ServiceAccountDirectory = _folder.Path,
        Variable = name => variables.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault(),
    };
}
