using System.Globalization;
using System.Text.RegularExpressions;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Why a container ended, or could not be started.</summary>
internal static partial class ExitCauses
{
    public static Cause Explain(PodView view, ContainerView container, ContainerStateTerminated end)
    {
        if (end.Reason == "OOMKilled") return MemoryCauses.Killed(container, end);
        if (end.Reason is "StartError" or "ContainerCannotRun" || end.ExitCode is 126 or 127) return NotStarted(container, end);
        if (ProbeCauses.Killed(view, container, end) is { } check) return check;
        var meaning = Meaning(view, container, end);
        // Without its name a log is the module's own container's.
        if (container.IsInit && meaning.Code != ContainerCodes.Completed)
            meaning.Suggestion ??= $"Read its log with Get-ReplicaLog -Container {container.Name}{(container.LastTerminated is null ? "" : " -Previous")}.";
        return Cause.Of(meaning.Code, $"The {container.Title} ended with exit code {end.ExitCode}{Signal(end.ExitCode)}{Runs(container)}: {meaning.Text}{Said(end)}", meaning.Suggestion);
    }

    /// <summary>A container that waits for its next try after it ended again and again.</summary>
    public static Cause CrashLoop(PodView view, ContainerView container, ContainerStateWaiting waiting)
    {
        if ((container.LastTerminated ?? container.Terminated) is not { } end)
            return Cause.Of(ContainerCodes.CrashLoop, $"The {container.Title} keeps ending{Runs(container)}: {waiting.Message ?? "no exit is known"}");
        var cause = Explain(view, container, end);
        var code = cause.Code == ContainerCodes.ExitedWithError.Code ? ContainerCodes.CrashLoop : ErrorCodes.Find(cause.Code) ?? ContainerCodes.CrashLoop;
        return Cause.Of(code, $"Crash loop. {cause.Message}", cause.Suggestion);
    }

    /// <summary>A container whose process could not be started at all.</summary>
    public static Cause NotStarted(PodView view, ContainerView container, ContainerStateWaiting waiting)
    {
        var said = waiting.Message ?? container.LastTerminated?.Message ?? EventLog.Newest(view, container, null, "Failed")?.Message ?? waiting.Reason ?? "";
        if (IsMissingCommand(said)) return WrongCommand(container, said);
        return Cause.Of(ConfigCauses.Reference(said) ?? ContainerCodes.CannotStart, $"The {container.Title} cannot be started: {RuntimeWords.Core(said).TrimEnd('.')}.");
    }

    /// <summary>Whether a message is about the program that was to be started; a mount or a working directory may lack a file as well.</summary>
    public static bool IsMissingCommand(string said) => Command().IsMatch(said);

    public static Cause WrongCommand(ContainerView container, string said)
    {
        var command = (container.Spec?.Command ?? []).Concat(container.Spec?.Args ?? []).Where(part => part is not null).ToArray();
        var line = command.Length == 0 ? "the image's own entry point" : $"the command \"{string.Join(' ', command)}\"";
        return Cause.Of(ContainerCodes.WrongCommand, $"The {container.Title} cannot run {line}: {RuntimeWords.Core(said).TrimEnd('.', '\n', ' ')}.");
    }

    private static Cause NotStarted(ContainerView container, ContainerStateTerminated end)
    {
        var said = end.Message is { Length: > 0 } text ? text : end.ExitCode switch
        {
            126 => "exit code 126, the command is there but may not be executed",
            127 => "exit code 127, the command does not exist",
            _ => $"exit code {end.ExitCode}",
        };
        if (end.ExitCode is 126 or 127 || IsMissingCommand(said)) return WrongCommand(container, said + Runs(container));
        return Cause.Of(ContainerCodes.CannotStart, $"The {container.Title} cannot be started{Runs(container)}: {RuntimeWords.Core(said).TrimEnd('.')}.");
    }

    private static (ErrorCode Code, string Text, string? Suggestion) Meaning(PodView view, ContainerView container, ContainerStateTerminated end) => end.ExitCode switch
    {
        0 => (ContainerCodes.Completed, "it finished its work, while a module has to keep running.", null),
        1 => (ContainerCodes.ExitedWithError, "the process reported a general error.", null),
        2 => (ContainerCodes.ExitedWithError, "the process reported wrong usage or arguments.", null),
        3 when MemoryCauses.HeapExhausted(container) is { } advice => (ContainerCodes.OutOfMemory, "the JVM ended itself because its heap was used up (ExitOnOutOfMemoryError).", advice),
        134 => (ContainerCodes.Aborted, "the process aborted itself.", null),
        137 => (ContainerCodes.Killed, Unexplained137(view), null),
        139 => (ContainerCodes.SegmentationFault, "invalid memory access.", null),
        143 => (ContainerCodes.Terminated, "the process was told to end.", null),
        _ => (ContainerCodes.ExitedWithError, "the process reported an error.", null),
    };

    private static string Unexplained137(PodView view) => view.Evidence.Events is null
        ? "the process was killed."
        : "the process was killed, and no failing health check is known; it may have ignored the request to end, or a child of it ran out of memory.";

    private static string Signal(int exitCode) => exitCode switch
    {
        130 => " (SIGINT)", 131 => " (SIGQUIT)", 132 => " (SIGILL)", 134 => " (SIGABRT)", 135 => " (SIGBUS)", 136 => " (SIGFPE)",
        137 => " (SIGKILL)", 139 => " (SIGSEGV)", 141 => " (SIGPIPE)", 143 => " (SIGTERM)", _ => "",
    };

    public static string Runs(ContainerView container) => container.Restarts switch
    {
        0 => "", 1 => ", restarted once", _ => string.Create(CultureInfo.InvariantCulture, $", restarted {container.Restarts} times"),
    };

    // The last line of what the process left as its termination message says most.
    private static string Said(ContainerStateTerminated end)
    {
        var line = (end.Message ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return line is null ? "" : $" It said: {(line.Length > 300 ? line[..300] + "…" : line)}";
    }

    // runc names the program behind "exec": exec: "serve": executable file not found in $PATH; exec /app/serve: permission denied
    [GeneratedRegex("executable file not found|exec format error|exec:? [\"/].*(no such file or directory|permission denied|not a directory|is a directory)",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Command();
}
