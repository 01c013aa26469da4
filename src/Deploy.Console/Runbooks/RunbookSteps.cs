using System.Globalization;
using Deploy.Console.Binding;
using Deploy.Console.CommandLine;
using Deploy.Console.Hosting;

namespace Deploy.Console.Runbooks;

/// <summary>Understands statements: our commands, <c>Start-Sleep</c> and <c>kubectl</c>.</summary>
internal static class RunbookSteps
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <exception cref="UsageException">There is no such command, or a parameter of it is wrong.</exception>
    public static RunbookStep Of(RunbookStatement statement)
    {
        var name = statement.Words[0].Text;
        var arguments = statement.Words.Skip(1).ToList();
        if (name.Equals("Start-Sleep", StringComparison.OrdinalIgnoreCase))
            return new RunbookStep.Pause(statement, Length(arguments));
        if (name.Equals("kubectl", StringComparison.Ordinal))
            return new RunbookStep.Kubectl(statement, [.. arguments.Select(argument => argument.Text)]);
        var command = CommandCatalog.Find(name) ?? throw ConsoleProgram.Unknown(name);
        return new RunbookStep.Command(statement, ParameterBinder.Bind(command, arguments));
    }

    private static TimeSpan Length(List<Argument> arguments)
    {
        var (unit, text) = arguments switch
        {
            [{ IsParameterName: false } only] => ("-Seconds", only.Text),
            [var parameter, var value] => (parameter.Text, value.Text),
            _ => ("", ""),
        };
        var number = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) ? read : double.NaN;
        var seconds = unit.ToUpperInvariant() switch
        {
            "-SECONDS" or "-S" => number,
            "-MILLISECONDS" or "-M" => number / 1000,
            _ => double.NaN,
        };
        return seconds >= 0 && seconds <= LongestPause.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException("Start-Sleep takes -Seconds or -Milliseconds with a number, at most a day.");
    }
}
