using System.Diagnostics;

namespace Deploy.Testing.Servers;

/// <summary>Runs the machine's own <c>kubectl</c> against one cluster, with none of the user's settings.</summary>
public sealed class Kubectl(string kubeconfig)
{
    /// <summary>How long one command may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Why it cannot be run here; null when it can.</summary>
    public static string? Missing => ProgramPath.Find("kubectl") is null ? "kubectl is not on the PATH" : null;

    /// <summary>Runs to the end and returns whatever came out, also of a failed command.</summary>
    public async Task<CommandResult> RunAsync(IEnumerable<string> arguments, string? input = null, CancellationToken ct = default)
    {
        var program = ProgramPath.Find("kubectl") ?? throw new InvalidOperationException(Missing);
        return await CommandResult.RunAsync(CreateStart(program, arguments), input, Limit, ct);
    }

    /// <summary>Runs a command line without quoted parts, and throws when it fails.</summary>
    public async Task<string> RunAsync(string commandLine, CancellationToken ct = default)
    {
        var result = await RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), input: null, ct);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"kubectl {commandLine} ended with {result.ExitCode}: {result.Error}");
    }

    /// <summary>Begins a command that goes on until it is killed, with its output to be read as it comes.</summary>
    public Process Start(IEnumerable<string> arguments)
    {
        var start = CreateStart(ProgramPath.Find("kubectl") ?? throw new InvalidOperationException(Missing), arguments);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private ProcessStartInfo CreateStart(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["KUBECONFIG"] = kubeconfig;
        // The discovery cache lives beside the kubeconfig, so that two clusters on one port never share it.
        start.Environment["KUBECACHEDIR"] = kubeconfig + ".cache";
        return start;
    }
}
