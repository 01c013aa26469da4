using System.Net;
using System.Text.RegularExpressions;
using Deploy.Controller.Control;
using Deploy.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Hosting;

/// <summary>What the controller's program goes by: its arguments, or else the variable of the same meaning, or else the default.</summary>
public sealed partial record ControllerSettings
{
    /// <summary>How the program is called.</summary>
    public const string Usage = """
        Runs the module controller until SIGTERM or Ctrl+C. Its log is one line of JSON per entry.

          --listen ADDRESS:PORT   for heartbeats, /healthz and /metrics; 0.0.0.0 takes them from other machines
                                  DEPLOY_LISTEN, default 127.0.0.1:7777
          --environment NAME      the environment whose bases it serves
                                  DEPLOY_ENVIRONMENT, default "default"
          --kubeconfig FILES      separated as in PATH
                                  DEPLOY_KUBECONFIG, default KUBECONFIG, ~/.kube/config, or in a pod its own cluster
          --context NAME          a context of the kubeconfig
                                  DEPLOY_CONTEXT, default the current one
          --log-level LEVEL       Trace, Debug, Information, Warning, Error, Critical or None
                                  DEPLOY_LOG_LEVEL, default Information

        Exit code: 0 it was told to stop, 1 it failed, 2 an argument or the kubeconfig cannot be used.
        """;

    private static readonly string[] Names = ["listen", "environment", "kubeconfig", "context", "log-level"];

    /// <summary>Where it listens. Default 127.0.0.1:7777.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 7777);

    /// <summary>The environment whose bases it serves.</summary>
    public string Environment { get; init; } = Nodes.BaseNode.DefaultEnvironment;

    /// <summary>Kubeconfig files; none: where a program finds its cluster by itself.</summary>
    public IReadOnlyList<string> Kubeconfig { get; init; } = [];

    public string? Context { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The controller's own part of it.</summary>
    public ModuleControllerOptions Options => new() { Environment = Environment, Listen = Listen };

    /// <summary>Reads arguments and, where they say nothing, variables.</summary>
    /// <exception cref="ControllerSettingException">An argument is unknown or has no value, or a value cannot be right.</exception>
    public static ControllerSettings Read(IReadOnlyList<string> arguments, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var given = Given(arguments);
        string? Text(string name) => given.GetValueOrDefault(name) ?? (variable(VariableOf(name)) is { Length: > 0 } text ? text : null);
        var settings = new ControllerSettings { Context = Text("context"), Kubeconfig = Text("kubeconfig")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [] };
        if (Text("listen") is { } listen)
            settings = settings with { Listen = ParseListen(listen) };
        if (Text("environment") is { } environment)
            settings = settings with { Environment = IsLabel(environment) ? environment : throw new ControllerSettingException($"'{environment}' is no environment.", "Take lower case letters, digits and hyphens, at most 63.") };
        if (Text("log-level") is { } level)
            settings = settings with { LogLevel = ParseLevel(level) };
        return settings;
    }

    /// <summary>Reads an address with its port.</summary>
    /// <exception cref="ControllerSettingException">It is none.</exception>
    public static IPEndPoint ParseListen(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // The parser takes a bare number for an address, and an address alone for one with port 0, that is, any.
        return WithPort().IsMatch(text) && IPEndPoint.TryParse(text, out var endpoint)
            ? endpoint
            : throw new ControllerSettingException($"'{text}' is no address with a port.", "Write it as 0.0.0.0:7777.");
    }

    /// <summary>Connects to the cluster that they name.</summary>
    /// <exception cref="KubeConfigException">There is none, or it cannot be used.</exception>
    public ClusterConnection Connect() => KubeConfig.ConnectAnywhere(Kubeconfig, Context);

    /// <summary>The variable that stands in for an argument.</summary>
    public static string VariableOf(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return "DEPLOY_" + argument.Replace('-', '_').ToUpperInvariant();
    }

    private static Dictionary<string, string> Given(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (!Names.Contains(name, StringComparer.Ordinal))
                throw new ControllerSettingException($"There is no argument '{arguments[i]}'.", $"There are: {string.Join(", ", Names.Select(n => "--" + n))}; --help explains them.");
            value ??= ++i < arguments.Count ? arguments[i] : null;
            if (string.IsNullOrEmpty(value))
                throw new ControllerSettingException($"--{name} has no value.", "Write it behind the argument; --help shows how.");
            if (!given.TryAdd(name, value))
                throw new ControllerSettingException($"--{name} is given twice.", "Give it once.");
        }
        return given;
    }

    private static (string Name, string? Value) Split(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
            return ("", null);
        var parts = argument[2..].Split('=', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : null);
    }

    private static LogLevel ParseLevel(string text) => Enum.GetNames<LogLevel>().Contains(text, StringComparer.OrdinalIgnoreCase)
        ? Enum.Parse<LogLevel>(text, ignoreCase: true)
        : throw new ControllerSettingException($"There is no log level '{text}'.", $"Take one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");

    private static bool IsLabel(string text) => text.Length <= 63 && Label().IsMatch(text);

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^([0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9a-fA-F:.%]+\]):[0-9]{1,5}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithPort();
}

/// <summary>A setting of the controller's program that cannot be used.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="suggestion">What to do about it.</param>
public sealed class ControllerSettingException(string message, string suggestion) : Exception(message)
{
    public string Code { get; } = "ModuleController.InvalidParameter";

    public string Suggestion { get; } = suggestion;
}
