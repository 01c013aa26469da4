using Deploy.Console.CommandLine;

namespace Deploy.Console.Help;

/// <summary>Writes the help as PowerShell's Get-Help reads it, from the same sources.</summary>
internal static class PowerShellHelp
{
    // The width that about topics of PowerShell itself keep to.
    private const int Width = 80;

    /// <summary>Writes <c>module/lib/en-US</c> (commands) and one folder for each language (topics) below the module's folder.</summary>
    public static int Write(string module)
    {
        var commands = Path.Combine(module, "module", "lib", HelpLibrary.English);
        Directory.CreateDirectory(commands);
        MamlWriter.Write(Path.Combine(commands, "Deploy.Module.dll-Help.xml"));
        foreach (var language in HelpLibrary.Languages)
        {
            var folder = Directory.CreateDirectory(Path.Combine(module, language)).FullName;
            foreach (var topic in HelpLibrary.AboutTopics)
            {
                using var text = new StreamWriter(Path.Combine(folder, topic + ".help.txt")) { NewLine = "\n" };
                new AboutPrinter(text, Width).Print(HelpLibrary.FindAbout(topic, language)!);
            }
        }
        return ExitCode.Success;
    }
}
