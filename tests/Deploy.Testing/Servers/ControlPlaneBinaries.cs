namespace Deploy.Testing.Servers;

/// <summary>Where a real control plane's programs are: the folder that <c>KUBEBUILDER_ASSETS</c> names, as with envtest.</summary>
public static class ControlPlaneBinaries
{
    private const string Variable = "KUBEBUILDER_ASSETS";
    private static readonly string[] Programs = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

    /// <summary>The folder, or null when the variable is unset.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Why no control plane can be started here; null when one can.</summary>
    public static string? Missing
    {
        get
        {
            if (Folder is not { } folder)
                return $"{Variable} is not set: no real control plane here";
            var missing = Programs.FirstOrDefault(program => !File.Exists(Path.Combine(folder, program)));
            return missing is null ? null : $"{Variable} has no {missing}: no real control plane here";
        }
    }

    internal static string Find(string program) => Path.Combine(Folder ?? throw new InvalidOperationException(Missing), program);
}
