using Deploy.Controller.Arklet;

namespace Deploy.Controller.Modules;

/// <summary>What a base has, found by identity and by name: a decision about many modules costs each of them once.</summary>
internal sealed class InstalledIndex
{
    private readonly Dictionary<string, BizInfo> _byIdentity = new(StringComparer.Ordinal);
    private readonly ILookup<string, BizInfo> _byName;

    public InstalledIndex(IReadOnlyList<BizInfo> installed)
    {
        foreach (var biz in installed)
            _byIdentity.TryAdd(biz.Identity, biz);
        _byName = installed.ToLookup(b => b.Name, StringComparer.Ordinal);
    }

    public BizInfo? Find(string identity) => _byIdentity.GetValueOrDefault(identity);

    public IEnumerable<BizInfo> Named(string name) => _byName[name];
}
