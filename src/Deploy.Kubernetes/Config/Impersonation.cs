namespace Deploy.Kubernetes;

/// <summary>Acts as another user; the server checks that the real one may. The same that kubectl sends of a kubeconfig's user.</summary>
/// <param name="User">The user to act as.</param>
/// <param name="Group">The group to act in; null for none.</param>
public sealed record Impersonation(string User, string? Group)
{
    /// <summary>The UID to act with; null for none.</summary>
    public string? Uid { get; init; }

    /// <summary>What else is said of the user, by key.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <exception cref="KubeConfigException">Something of another user is asked for and no user, or more than one value that needs a header line of its own.</exception>
    internal static Impersonation? Read(YamlFields? user)
    {
        if (user is null)
            return null;
        var (groups, uid, extra) = (user.Texts("as-groups"), user.Text("as-uid"), user.Map("as-user-extra"));
        if (user.Text("as") is not { Length: > 0 } name)
        {
            return groups.Count == 0 && string.IsNullOrEmpty(uid) && extra is null ? null
                : throw user.Invalid("as", "is missing, while groups, a UID or something else of another user is asked for");
        }
        // HTTP has a line for each of them; the client under us joins them to one, which the server takes for one name.
        if (groups.Count > 1)
            throw user.Invalid("as-groups", $"names {groups.Count} groups, and only one can be sent from here");
        return new Impersonation(name, groups.Count == 0 ? null : groups[0])
        {
            Uid = string.IsNullOrEmpty(uid) ? null : uid,
            Extra = (extra?.Names ?? []).Where(key => extra!.Texts(key).Count > 0).ToDictionary(key => key, key => extra!.Texts(key) is [var only] ? only
                : throw extra.Invalid(key, "has several values, and only one can be sent from here"), StringComparer.Ordinal),
        };
    }
}
