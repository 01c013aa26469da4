using Deploy.Console.Binding;
using Deploy.Console.CommandLine;
using Deploy.Console.Hosting;

namespace Deploy.Console.Help;

/// <summary><c>deploy help [command | about_Topic]</c>, and the PowerShell help that the build makes from the same files.</summary>
internal sealed class HelpCommand(Terminal terminal)
{
    private int Width => terminal.IsOutInteractive ? Terminal.Width : 100;

    public int Run(IReadOnlyList<string> args)
    {
        if (args.Count < 2)
            return PrintOverview();
        if (args is [_, "--powershell", var folder])
            return PowerShellHelp.Write(folder);
        if (args is not ([_, _] or [_, _, "-Language", _]))
            throw new UsageException("deploy help takes one command or topic, and -Language: deploy help about_Deploy -Language zh-CN");
        if (CommandCatalog.Find(args[1]) is { } command)
            return PrintCommand(command);
        if (HelpLibrary.FindAbout(args[1], args.Count == 4 ? args[3] : HelpLibrary.English) is { } about)
        {
            new AboutPrinter(terminal.Out, Width).Print(about);
            return ExitCode.Success;
        }
        throw ConsoleProgram.Unknown(args[1]);
    }

    private int PrintCommand(CommandMetadata command)
    {
        var topic = HelpLibrary.Find(command.Name)
            ?? throw new InvalidOperationException($"{command.Name} has no help file.");
        new HelpPrinter(terminal.Out, Width).Print(command, topic);
        return ExitCode.Success;
    }

    private int PrintOverview()
    {
        terminal.Out.WriteLine("""
            deploy: publish, scale, replace, roll back and diagnose modules on Kubernetes.

            Usage:
              deploy <Verb-Noun> [-Parameter value ...] [-Output table|list|json|wide]
              deploy run FILE.ps1          runs a runbook of plain command lines
              deploy help <Verb-Noun>      says everything about one command
              deploy help about_Deploy     explains how it all fits together (-Language zh-CN for Chinese)

            Commands:
            """);
        foreach (var command in CommandCatalog.All())
            terminal.Out.WriteLine($"  {command.Name,-26} {HelpLibrary.Find(command.Name)?.Synopsis.ReplaceLineEndings(" ")}");
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("Topics: " + string.Join(", ", HelpLibrary.AboutTopics));
        return ExitCode.Success;
    }
}
