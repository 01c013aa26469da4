using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Testing.Servers;

namespace Deploy.Conformance.Tests.Clusters;

/// <summary>A client that is a service account and nothing more, and notes what the server refuses it.</summary>
internal sealed class BoundAccount : IDisposable
{
    private readonly Recorder _line;

    private BoundAccount(ClusterConnection connection)
    {
        _line = new Recorder(PlainHandler.For(connection));
        Client = new KubernetesClient(connection with { Handler = _line });
    }

    public KubernetesClient Client { get; }

    /// <summary>Requests that the account had no right to.</summary>
    public IReadOnlyCollection<string> Refused => _line.Refused;

    /// <summary>What it asked for, as <c>verb resource</c>.</summary>
    public IReadOnlyCollection<string> Asked => [.. _line.Asked.Keys];

    /// <summary>Becomes an account, by a token that the server makes for it.</summary>
    /// <param name="client">Whoever may make one.</param>
    public static async Task<BoundAccount> OpenAsync(KubernetesClient client, string ns, string account)
    {
        var accounts = Resources.Untyped("", "v1", "serviceaccounts", "TokenRequest", namespaced: true);
        var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = new JsonObject { ["expirationSeconds"] = 3600 } };
        var answer = await client.CreateAsync(accounts, ns, request, new CreateOptions { Subresource = "token", SubresourceOf = account });
        var token = answer["status"]!["token"]!.GetValue<string>();
        return new BoundAccount(client.Connection with { Credential = Credential.Token(token), Tls = client.Connection.Tls with { ClientCertificate = null } });
    }

    public void Dispose()
    {
        Client.Dispose();
        _line.Dispose();
    }

    private sealed class Recorder(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public ConcurrentQueue<string> Refused { get; } = new();

        public ConcurrentDictionary<string, bool> Asked { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            var what = $"{request.Method} {request.RequestUri!.AbsolutePath}";
            Asked[what] = true;
            if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
                Refused.Enqueue(what);
            return answer;
        }
    }
}
