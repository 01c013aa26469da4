using Deploy.Controller.Arklet;
using Deploy.Operations.Errors;
using Deploy.Operations.Health;

namespace Deploy.Module.Commands;

/// <summary>Asks bases over arklet for what they have. Until one is asked nothing is made or loaded for it.</summary>
internal sealed class ArkletBases : IBaseSource, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly Lock making = new();
    private HttpMessageInvoker? http;
    private ArkletClient? arklet;

    public HttpMessageInvoker Http
    {
        get
        {
            lock (making)
                return http ??= new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = Patience });
        }
    }

    public async Task<IReadOnlyList<InstalledModule>> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await Arklet().QueryAllAsync(address, cancellationToken)).Select(Describe)];
        }
        catch (ArkletException e)
        {
            throw new DeployException(ErrorCodes.Find(e.Code) ?? ArkletCodes.NetworkError, e.Message, address.Authority, inner: e);
        }
    }

    public void Dispose() => http?.Dispose();

    private ArkletClient Arklet()
    {
        var sender = Http;
        lock (making)
            return arklet ??= new ArkletClient(sender, new ArkletOptions { QueryTimeout = Patience }, TimeProvider.System);
    }

    private static InstalledModule Describe(BizInfo biz) => new()
    {
        Name = biz.Name,
        Version = biz.Version,
        State = biz.State.ToString().ToUpperInvariant(),
        WebContextPath = biz.WebContextPath,
        Since = biz.Latest?.ChangedAt,
        Message = biz.State == BizState.Activated ? "" : biz.Latest?.Message ?? "",
    };
}
