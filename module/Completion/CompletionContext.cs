using System.Collections;
using System.Management.Automation;
using Deploy.Kubernetes;
using Deploy.Module.Connection;
using Deploy.Storage;

namespace Deploy.Module.Completion;

/// <summary>What the command line says so far, and the cluster it means.</summary>
internal sealed class CompletionContext : IDisposable
{
    private readonly IDictionary bound;
    private readonly string[] kubeconfig;
    private KubernetesClient? client;
    private string? ns;

    private CompletionContext(string parameter, IDictionary bound, string[] kubeconfig)
    {
        Parameter = parameter;
        this.bound = bound;
        this.kubeconfig = kubeconfig;
    }

    /// <summary>The parameter that is being completed.</summary>
    public string Parameter { get; }

    /// <summary>Must be called on the thread of the prompt, which knows where the user is.</summary>
    public static CompletionContext Of(string parameter, IDictionary bound) =>
        new(parameter, bound, bound.Contains("Kubeconfig") ? Resolve(bound["Kubeconfig"]) : []);

    /// <summary>The line to the cluster.</summary>
    public KubernetesClient Client
    {
        get
        {
            Open();
            return client!;
        }
    }

    /// <summary>The namespace meant.</summary>
    public string Namespace
    {
        get
        {
            Open();
            return ns!;
        }
    }

    /// <summary>The value given for a parameter so far; null when it is not given.</summary>
    public string? Value(string parameter) => bound[parameter] switch
    {
        Array { Length: > 0 } list => list.GetValue(0)?.ToString(),
        var value => value?.ToString(),
    };

    /// <summary>The kubeconfig files given.</summary>
    public IReadOnlyList<string> Kubeconfig => kubeconfig;

    /// <summary>The store of packages that the command would use; null for none.</summary>
    public Task<BlobStore?> FindStoreAsync(CancellationToken ct) => StoreSelection.FindAsync(Value("Store"), () => Client.Connection, ct);

    public void Dispose() => client?.Dispose();

    // The prompt knows where it is, and its drives; the process does not.
    private static string[] Resolve(object? given)
    {
        var paths = given is object[] several ? Array.ConvertAll(several, path => path.ToString()!) : [given!.ToString()!];
        return ScriptBlock.Create("$ExecutionContext").Invoke() is [{ BaseObject: EngineIntrinsics session }, ..]
            ? Array.ConvertAll(paths, path => FilePaths.Resolve(session.SessionState.Path, path))
            : paths;
    }

    private void Open()
    {
        if (client is not null)
            return;
        var choice = ClusterSelection.Choose(kubeconfig, Value("Context"));
        var connection = choice.Connect();
        ns = Value("Namespace") ?? choice.Namespace ?? connection.Namespace;
        client = new KubernetesClient(connection, new KubernetesClientOptions { MaxRetries = 0, RequestTimeout = TimeSpan.FromSeconds(1) });
    }
}
