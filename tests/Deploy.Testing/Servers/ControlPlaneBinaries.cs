using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Deploy.Testing.Servers;

/// <summary>Where a real control plane's programs are: the folder that <c>KUBEBUILDER_ASSETS</c> names, as with envtest.</summary>
public static partial class ControlPlaneBinaries
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

    /// <summary>What the API server's program says of itself: major and minor, such as 1.20.</summary>
    internal static async Task<Version> VersionAsync(CancellationToken ct)
    {
        var told = await CommandResult.RunAsync(new ProcessStartInfo(Find("kube-apiserver"), ["--version"]), input: null, TimeSpan.FromSeconds(30), ct);
        return Number().Match(told.Output) is { Success: true } number
            ? Version.Parse(number.Groups["number"].Value)
            : throw new InvalidOperationException($"kube-apiserver --version says no version: {told.Output}{told.Error}");
    }

    [GeneratedRegex(@"^Kubernetes v(?<number>[0-9]+\.[0-9]+)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    internal static string Find(string program) => Path.Combine(Folder ?? throw new InvalidOperationException(Missing), program);
}
