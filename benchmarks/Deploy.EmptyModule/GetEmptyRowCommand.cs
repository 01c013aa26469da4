using System.Management.Automation;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Deploy.EmptyModule;

/// <summary>
/// The least that a compiled module can do: it writes rows that it makes up, and with -Server asks once before, through what .NET brings.
/// What it costs beyond a bare PowerShell is PowerShell's own and .NET's.
/// </summary>
[Cmdlet(VerbsCommon.Get, "EmptyRow")]
[OutputType(typeof(EmptyRow))]
public sealed class GetEmptyRowCommand : PSCmdlet
{
    [Parameter]
    public int Count { get; set; }

    [Parameter]
    public Uri? Server { get; set; }

    /// <summary>The folder of ca.crt, admin.crt and admin.key.</summary>
    [Parameter]
    public string Certificates { get; set; } = "";

    protected override void ProcessRecord()
    {
        if (Server is not null)
            AskAsync(Server, Certificates).GetAwaiter().GetResult();
        for (var index = 0; index < Count; index++)
            WriteObject(new EmptyRow($"biz0-7d9c5b8f6d-{index:00000}", "biz0", "1.0.0", "1/1", "Responsive", 0, "5m33s", "base-0", ""));
    }

    private static async Task AskAsync(Uri server, string folder)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "admin.crt"), Path.Combine(folder, "admin.key"));
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "ca.crt"));
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificate],
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
            },
        };
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/api/v1/namespaces/default/pods?resourceVersion=0"));
        using var answer = await http.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
        await answer.EnsureSuccessStatusCode().Content.CopyToAsync(Stream.Null).ConfigureAwait(false);
    }
}
