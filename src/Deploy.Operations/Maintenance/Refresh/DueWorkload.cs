using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>A workload with something to do for a refresh.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Where it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExpiresOn">When the first of its URLs expires; null when only an earlier refresh is to be finished.</param>
/// <param name="Held">Who is releasing it at the moment; null when nobody is.</param>
internal sealed record DueWorkload(ModuleKind Kind, string Namespace, string Name, DateTimeOffset? ExpiresOn, string? Held)
{
    public MaintenanceAction Action => new($"{Kind} {Namespace}/{Name}", "renew package URLs",
        ExpiresOn is { } expires ? $"a URL expires {expires:u}" : "an earlier run was broken off");
}
