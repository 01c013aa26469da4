using System.Reflection;
using Deploy.Console.Binding;
using Deploy.Console.CommandLine;
using Deploy.Console.Help;
using Deploy.Console.Runbooks;

namespace Deploy.Console.Hosting;

/// <summary>What <c>deploy</c> does with its arguments.</summary>
internal sealed class ConsoleProgram(Terminal terminal)
{
    private readonly MessageWriter messages = new(terminal);

    /// <summary>Does what the arguments say and returns the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken ct)
    {
        try
        {
            return await DispatchAsync(args, ct);
        }
        catch (UsageException usage)
        {
            messages.Usage(usage.Message, usage.Command is null ? "See: deploy help" : $"See: deploy help {usage.Command}");
            return ExitCode.Usage;
        }
        finally
        {
            await terminal.Out.FlushAsync(CancellationToken.None);
        }
    }

    private async Task<int> DispatchAsync(IReadOnlyList<string> args, CancellationToken ct)
    {
        switch (args.Count == 0 ? "" : args[0].ToUpperInvariant())
        {
            case "" or "HELP" or "--HELP" or "-H" or "-?" or "/?":
                return new HelpCommand(terminal).Run(args);
            case "--VERSION" or "VERSION":
                terminal.Out.WriteLine(Version);
                return ExitCode.Success;
            case "RUN":
                return await new RunbookRunner(terminal, messages).RunAsync(args, ct);
            default:
                return await RunCommandAsync(args, ct);
        }
    }

    private async Task<int> RunCommandAsync(IReadOnlyList<string> args, CancellationToken ct)
    {
        var command = CommandCatalog.Find(args[0]) ?? throw Unknown(args[0]);
        var arguments = new List<Argument>(args.Count - 1);
        for (var i = 1; i < args.Count; i++)
            arguments.Add(Argument.FromShell(args[i]));
        var call = ParameterBinder.Bind(command, arguments);
        return call.Options.Help
            ? new HelpCommand(terminal).Run(["help", command.Name])
            : await new CommandRunner(terminal, messages).RunAsync(call, ct);
    }

    /// <summary>The failure to find a command, with the one that was probably meant.</summary>
    public static UsageException Unknown(string name)
    {
        var nearest = Spelling.Nearest(name, CommandCatalog.All().Select(command => command.Name));
        return new UsageException($"there is no command '{name}'.{(nearest is null ? "" : $" Did you mean {nearest}?")}");
    }

    private static string Version =>
        typeof(ConsoleProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
