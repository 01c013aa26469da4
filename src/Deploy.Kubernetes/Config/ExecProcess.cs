using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Deploy.Kubernetes;

/// <summary>Runs a credential plugin and takes what it prints.</summary>
internal static class ExecProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan InteractiveLimit = TimeSpan.FromMinutes(10);

    internal static async Task<string> RunAsync(ExecPlugin plugin, KubeConfigEnvironment environment, CancellationToken cancellationToken)
    {
        var interactive = plugin.InteractiveMode != "Never" && environment.Interactive;
        if (plugin.InteractiveMode == "Always" && !interactive)
            throw KubeConfigFailure.Credential($"The credential plugin {plugin.Command} must ask the user, and there is no terminal.", "Sign in on a terminal first, or use a user that needs no questions.");
        using var process = Start(plugin, interactive);
        using var limit = new CancellationTokenSource(interactive ? InteractiveLimit : Limit, environment.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var errors = interactive ? Task.FromResult("") : process.StandardError.ReadToEndAsync(either.Token);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(either.Token));
            return process.ExitCode == 0 ? await output : throw Failed(plugin, process.ExitCode, await errors);
        }
        catch (OperationCanceledException failure)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw KubeConfigFailure.Credential($"The credential plugin {plugin.Command} did not end in time.", "Run the command by hand and see what it waits for.", failure);
        }
    }

    private static Process Start(ExecPlugin plugin, bool interactive)
    {
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            // A plugin that talks to the user writes its questions there.
            RedirectStandardError = !interactive,
            RedirectStandardInput = !interactive,
        };
        foreach (var (name, value) in plugin.Environment)
            start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = Info(plugin, interactive);
        try
        {
            var process = Process.Start(start)!;
            if (!interactive)
                process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception failure)
        {
            throw KubeConfigFailure.Credential($"The credential plugin {plugin.Command} cannot be started: {failure.Message}", plugin.InstallHint ?? "Install it, or check exec.command of the user in the kubeconfig.", failure);
        }
    }

    private static string Info(ExecPlugin plugin, bool interactive)
    {
        var spec = new JsonObject { ["interactive"] = interactive };
        if (plugin.Cluster is { } cluster)
            spec["cluster"] = cluster.DeepClone();
        return new JsonObject { ["apiVersion"] = plugin.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec }.ToJsonString();
    }

    private static KubeConfigException Failed(ExecPlugin plugin, int code, string errors)
    {
        var said = errors.Trim();
        said = said.Length > 500 ? said[..500] : said;
        return KubeConfigFailure.Credential($"The credential plugin {plugin.Command} failed with exit code {code}{(said.Length == 0 ? "." : $": {said}")}", plugin.InstallHint ?? "Run the command by hand and sign in again.");
    }
}
