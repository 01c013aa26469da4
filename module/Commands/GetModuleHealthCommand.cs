using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Operations.Errors;
using Deploy.Operations.Health;

namespace Deploy.Module.Commands;

/// <summary>Asks bases, or a module on its bases, for their health.</summary>
[Cmdlet(VerbsCommon.Get, "ModuleHealth", DefaultParameterSetName = "Name")]
[OutputType(typeof(Results.ModuleHealth))]
public sealed class GetModuleHealthCommand : ClusterCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Base")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BaseCompleter))]
    public string? Base { get; set; }

    [Parameter]
    [ValidateRange(1, 65_535)]
    [WholeNumber]
    [NoCompletion]
    public int? Port { get; set; }

    [Parameter(ParameterSetName = "Base")]
    public SwitchParameter RequireModules { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        using var source = new ArkletBases();
        var health = new HealthClient(source.Http, TimeProvider.System);
        if (Base is { } wanted)
            await BasesAsync(wanted, health, source, ct);
        else
            await ModuleAsync(Name!, health, source, ct);
    }

    private async Task BasesAsync(string wanted, HealthClient health, ArkletBases source, CancellationToken ct)
    {
        // An address needs no cluster: a base can be asked that no controller knows yet.
        if (Uri.TryCreate(wanted, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            await WriteAsync(await BaseAsync(address.Authority, address, health, ct));
            return;
        }
        var bases = new ModuleBases(Cluster.Client, TimeProvider.System, source);
        var found = await bases.ListAsync([wanted], ask: true, cancellationToken: ct);
        if (found.Count == 0 && !Wildcard.IsPattern(wanted))
            await bases.GetAsync(wanted, ct);
        foreach (var each in found)
            await EachAsync(each, async asked => await WriteAsync(await BaseAsync(each.Name, asked, health, ct)));
    }

    private async Task ModuleAsync(string module, HealthClient health, ArkletBases source, CancellationToken ct)
    {
        var found = 0;
        foreach (var each in await new ModuleBases(Cluster.Client, TimeProvider.System, source).ListAsync(ask: true, cancellationToken: ct))
            foreach (var installed in (each.Modules ?? []).Where(m => m.Name == module || $"{m.Name}:{m.Version}" == module))
            {
                found++;
                await EachAsync(each, async asked => await WriteAsync(await ModuleAsync(each, installed, asked, health, ct)));
            }
        if (found == 0)
            throw new DeployException(ArkletCodes.NoMatchedBiz, $"No base that answers has a module '{module}'.", module);
    }

    private async Task EachAsync(ModuleBase host, Func<Uri, Task> ask)
    {
        try
        {
            if (host.Reachable is not { } asked)
                throw new DeployException(ArkletCodes.NetworkError, $"{host.Name}: {host.Note}", host.Name);
            await ask(Port is { } port ? new UriBuilder(asked) { Port = port }.Uri : asked);
        }
        catch (DeployException e)
        {
            await ReportErrorAsync(e);
        }
    }

    private async Task<Results.ModuleHealth> BaseAsync(string name, Uri address, HealthClient health, CancellationToken ct)
    {
        var verdict = await health.ReadHealthAsync(address, RequireModules ? true : null, ct);
        var info = await InfoAsync(address, health, ct);
        return new(name, "", verdict.Status, verdict.DecidedBy, verdict.Components, info?.Modules ?? [], info?.Plugins ?? []);
    }

    // A base need not expose its info; its health counts without.
    private async Task<BaseInfo?> InfoAsync(Uri address, HealthClient health, CancellationToken ct)
    {
        try
        {
            return await health.ReadInfoAsync(address, ct);
        }
        catch (DeployException e)
        {
            Verbose(e.Message);
            return null;
        }
    }

    private static async Task<Results.ModuleHealth> ModuleAsync(ModuleBase host, InstalledModule installed, Uri address, HealthClient health, CancellationToken ct)
    {
        var module = $"{installed.Name}:{installed.Version}";
        if (installed.State != "ACTIVATED" || installed.WebContextPath is not { } path)
            return installed.State == "ACTIVATED"
                ? new(host.Name, module, HealthStatus.Unknown, "the module has no web context path", [], [installed], [])
                : new(host.Name, module, HealthStatus.Down, $"the base says {installed.State}", [], [installed], []);
        var verdict = await health.ReadModuleHealthAsync(address, path, ct);
        return new(host.Name, module, verdict.Status, verdict.DecidedBy, verdict.Components, [installed], []);
    }
}
