using Deploy.Console.CommandLine;

namespace Deploy.Console.Help;

/// <summary>Writes the help as PowerShell's Get-Help reads it, from the same sources.</summary>
internal static class PowerShellHelp
{
    // The width that about topics of PowerShell itself keep to.
    private const int Width = 80;

    /// <summary>Writes one folder for each language (topics), and the commands' help into the English one, below the module's folder.</summary>
    public static int Write(string module)
    {
        foreach (var language in HelpLibrary.Languages)
        {
            var folder = Directory.CreateDirectory(Path.Combine(module, language)).FullName;
            foreach (var topic in HelpLibrary.AboutTopics)
            {
                using var text = new StreamWriter(Path.Combine(folder, topic + ".help.txt")) { NewLine = "\n" };
                new AboutPrinter(text, Width).Print(HelpLibrary.FindAbout(topic, language)!);
            }
        }
        MamlWriter.Write(Path.Combine(module, HelpLibrary.English, "Deploy.Module.dll-Help.xml"));
        return ExitCode.Success;
    }
}
