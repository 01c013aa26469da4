using System.Reflection;

namespace Deploy.Console.Help;

/// <summary>The help files, which are carried inside the program.</summary>
internal static class HelpLibrary
{
    private static readonly Assembly Program = typeof(HelpLibrary).Assembly;

    /// <summary>The help of a command with what all commands share filled in; null when there is none.</summary>
    public static HelpTopic? Find(string command)
    {
        if (Read(command) is not { } text)
            return null;
        var topic = HelpTopicReader.Read(text);
        var parameters = new Dictionary<string, string>(HelpTopicReader.Read(Read("Common")!).Parameters, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, description) in topic.Parameters)
            parameters[name] = description;
        return topic with { Parameters = parameters };
    }

    /// <summary>The language that every topic has.</summary>
    public const string English = "en-US";

    /// <summary>The source of an about topic in a language; in English where the language has none, null when there is none at all.</summary>
    public static string? FindAbout(string name, string language = English)
    {
        var wanted = name.StartsWith("about_", StringComparison.OrdinalIgnoreCase) ? name : "about_" + name;
        return (language == English ? null : Read($"{language}.{wanted}")) ?? Read(wanted);
    }

    /// <summary>The names of all about topics.</summary>
    public static IReadOnlyList<string> AboutTopics =>
        [.. Program.GetManifestResourceNames().Where(name => name.StartsWith("Help.about_", StringComparison.Ordinal)).Select(name => name[5..^3]).Order()];

    /// <summary>The languages of about topics, English first.</summary>
    public static IReadOnlyList<string> Languages =>
        [English, .. Program.GetManifestResourceNames().Select(name => name.Split('.')).Where(parts => parts is [_, _, ['a', 'b', 'o', 'u', 't', '_', ..], _]).Select(parts => parts[1]).Distinct().Order()];

    /// <summary>The names of all commands that have help.</summary>
    public static IReadOnlyList<string> Commands =>
        [.. Program.GetManifestResourceNames().Where(name => name.StartsWith("Help.", StringComparison.Ordinal) && name.Contains('-') && !name.Contains(".about_", StringComparison.Ordinal)).Select(name => name[5..^3]).Order()];

    private static string? Read(string name)
    {
        var resource = Array.Find(Program.GetManifestResourceNames(), known => known.Equals($"Help.{name}.md", StringComparison.OrdinalIgnoreCase));
        if (resource is null)
            return null;
        using var reader = new StreamReader(Program.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
