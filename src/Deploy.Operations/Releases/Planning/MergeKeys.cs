namespace Deploy.Operations.Releases.Planning;

/// <summary>By which key the API server merges the items of a list, for the lists that it does not replace whole.</summary>
internal static class MergeKeys
{
    /// <summary>The key field; null for a list that is replaced whole.</summary>
    /// <param name="field">The list's field.</param>
    /// <param name="parent">The field that it is in, or the list whose item it is in.</param>
    internal static string? Of(string field, string parent) => field switch
    {
        "containers" or "initContainers" or "ephemeralContainers" or "env" or "volumes" or "imagePullSecrets" => "name",
        "ports" => parent is "containers" or "initContainers" ? "containerPort" : "port",
        "volumeMounts" => "mountPath",
        "volumeDevices" => "devicePath",
        "hostAliases" => "ip",
        "topologySpreadConstraints" => "topologyKey",
        "ownerReferences" => "uid",
        _ => null,
    };
}
