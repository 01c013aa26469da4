using System.Text.RegularExpressions;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Which module a pod is a replica of. The name comes from the module label, otherwise from the module's container (Koupleless),
/// otherwise from the workload that owns the pod. The version comes from the container's BIZ_VERSION, which is the truth where
/// a label cannot be changed, otherwise from the version label, otherwise from the image: its tag, digest or file name.
/// A bare pod is replaced in place, which can change its label but never its environment: there the label comes first.
/// </summary>
/// <param name="Name">The module's name.</param>
/// <param name="Version">Its version; empty where nothing tells it.</param>
public sealed partial record ModuleIdentity(string Name, string Version)
{
    private const string TemplateHash = "pod-template-hash";

    /// <summary>The module of a pod; null for a pod that is no module's replica.</summary>
    public static ModuleIdentity? Of(Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var name = NameOf(pod);
        return string.IsNullOrEmpty(name) ? null : new(name, VersionOf(pod, name));
    }

    /// <summary>The container that is the module: the one of its name, otherwise the one with a version, otherwise the first.</summary>
    public static Container? MainContainer(Pod pod, string? module = null)
    {
        ArgumentNullException.ThrowIfNull(pod);
        Container? versioned = null, first = null;
        foreach (var container in pod.Spec.Containers)
        {
            if (container is null) continue;
            if (module is not null && container.Name == module) return container;
            versioned ??= BizVersion(container) is null ? null : container;
            first ??= container;
        }
        return versioned ?? first;
    }

    /// <summary>The name of the Deployment behind a ReplicaSet, as the pod's labels tell it; null when the pod has none.</summary>
    public static string? WorkloadOf(Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var owner = Owner(pod);
        if (owner?.Kind != "ReplicaSet") return owner?.Name;
        var suffix = "-" + Label(pod, TemplateHash);
        return suffix.Length > 1 && owner.Name.EndsWith(suffix, StringComparison.Ordinal) ? owner.Name[..^suffix.Length] : owner.Name;
    }

    internal static OwnerReference? Owner(Pod pod)
    {
        foreach (var owner in pod.Metadata.OwnerReferences)
        {
            if (owner?.Controller == true) return owner;
        }
        return null;
    }

    private static string? NameOf(Pod pod)
    {
        if (Label(pod, ModuleLabels.Name) is { Length: > 0 } label) return label;
        var main = MainContainer(pod);
        if (IsModule(Label(pod, ModuleLabels.Component)) || IsModule(Label(pod, ModuleLabels.VirtualKubeletComponent)) || (main is not null && BizVersion(main) is not null))
            return main?.Name;
        if ((pod.Metadata.Namespace ?? "").StartsWith("kube-", StringComparison.Ordinal)) return null;
        if (Owner(pod) is { Kind: "ReplicaSet" or "StatefulSet" }) return WorkloadOf(pod);
        // A replica that was taken out of its ReplicaSet to finish has no owner any more.
        return pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt)
            ? Label(pod, "app.kubernetes.io/name") ?? Label(pod, "app") ?? main?.Name : null;
    }

    private static string VersionOf(Pod pod, string name)
    {
        var main = MainContainer(pod, name);
        var variable = main is null ? null : BizVersion(main);
        var label = Label(pod, ModuleLabels.Version);
        return (IsBare(pod) ? label ?? variable : variable ?? label) ?? ImageVersion(main?.Image);
    }

    // A replica that was taken out of its workload to finish has no owner either, but it carries the mark of that.
    private static bool IsBare(Pod pod) => Owner(pod) is null && !pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt);

    private static bool IsModule(string? component) => component == ModuleLabels.ComponentModule;

    private static string? Label(Pod pod, string key) =>
        pod.Metadata.Labels.TryGetValue(key, out var value) && !string.IsNullOrEmpty(value) ? value : null;

    private static string? BizVersion(Container container)
    {
        foreach (var entry in container.Env)
        {
            if (entry?.Name == ModuleLabels.VersionVariable && !string.IsNullOrEmpty(entry.Value)) return entry.Value;
        }
        return null;
    }

    private static string ImageVersion(string? image)
    {
        if (string.IsNullOrEmpty(image)) return "";
        var path = image.AsSpan(0, image.AsSpan().IndexOfAny('?', '#') is var cut and >= 0 ? cut : image.Length);
        var file = path[(path.LastIndexOf('/') + 1)..].ToString();
        if (image.Contains("://", StringComparison.Ordinal)) return FileVersion().Match(file).Groups["version"].Value;
        var digest = file.IndexOf('@', StringComparison.Ordinal);
        var tagged = digest < 0 ? file : file[..digest];
        var colon = tagged.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0) return tagged[(colon + 1)..];
        return digest < 0 ? "latest" : file[(digest + 1)..];
    }

    // biz1-1.0.0-ark-biz.jar
    [GeneratedRegex(@"-(?<version>\d+(\.\d+)*([-.+][A-Za-z0-9]+)*?)(-ark-biz)?\.(jar|zip|war)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileVersion();
}
