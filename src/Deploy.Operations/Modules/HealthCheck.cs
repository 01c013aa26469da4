using System.Globalization;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Modules;

/// <summary>A health check of a replica.</summary>
public sealed record HealthCheck
{
    public HealthCheckKind Kind { get; init; }

    /// <summary>Path of an HTTP check; default <c>/</c>.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Port of an HTTP or TCP check, 1 to 65535.</summary>
    public int Port { get; init; }

    /// <summary>Program and arguments of a command check.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Time before the first check; whole seconds, default 0.</summary>
    public TimeSpan InitialDelay { get; init; }

    /// <summary>Time between checks; whole seconds, at least 1, default 10.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time one check may take; whole seconds, at least 1, default 1.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures in a row that count as failed; at least 1, default 3.</summary>
    public int FailureThreshold { get; init; } = 3;

    /// <summary>Successes in a row that count as healthy; at least 1, default 1.</summary>
    public int SuccessThreshold { get; init; } = 1;

    /// <summary>Reads <c>http:8080/health</c>, <c>tcp:8080</c> or <c>exec:cat /tmp/ok</c>.</summary>
    /// <exception cref="DeployException">The text is not a health check.</exception>
    public static HealthCheck Parse(string text)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var rest = colon < 0 ? "" : text![(colon + 1)..];
        var check = (colon < 0 ? "" : text![..colon].ToLowerInvariant()) switch
        {
            "http" => Http(rest),
            "tcp" => Port(rest) is { } port ? new HealthCheck { Kind = HealthCheckKind.Tcp, Port = port } : null,
            "exec" or "command" when rest.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } command =>
                new HealthCheck { Kind = HealthCheckKind.Command, Command = command },
            _ => null,
        };
        return check ?? throw new DeployException(ModuleControllerCodes.InvalidParameter, $"'{text}' is not a health check.", text,
            "Write http:8080/health, tcp:8080 or exec:cat /tmp/ok.");

        static HealthCheck? Http(string rest)
        {
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            return Port(slash < 0 ? rest : rest[..slash]) is { } port
                ? new HealthCheck { Kind = HealthCheckKind.Http, Port = port, Path = slash < 0 ? "/" : rest[slash..] }
                : null;
        }

        static int? Port(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? port : null;
    }
}
