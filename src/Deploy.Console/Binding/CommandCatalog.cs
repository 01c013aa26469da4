using System.Reflection;
using Deploy.Module.Pump;

namespace Deploy.Console.Binding;

/// <summary>Finds command classes by the name of the command, without looking at any other class.</summary>
internal static class CommandCatalog
{
    private const string Namespace = "Deploy.Module.Commands.";
    private static readonly Assembly Commands = typeof(AsyncCmdlet).Assembly;

    /// <summary>The command of that name, in any letter case; null when there is none.</summary>
    public static CommandMetadata? Find(string name)
    {
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || dash == name.Length - 1 || !IsWord(name, dash))
            return null;
        var className = string.Concat(Namespace, name.AsSpan(0, dash), name.AsSpan(dash + 1), "Command");
        var type = Commands.GetType(className, throwOnError: false) ?? Commands.GetType(className, throwOnError: false, ignoreCase: true);
        return type is null ? null : MetadataReader.Read(type);
    }

    // The name becomes part of a type's name, where other characters would have a meaning.
    private static bool IsWord(string name, int dash)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (i != dash && !char.IsAsciiLetter(name[i]))
                return false;
        }
        return true;
    }

    /// <summary>All commands by name.</summary>
    public static IReadOnlyList<CommandMetadata> All()
    {
        var all = new List<CommandMetadata>();
        foreach (var type in Commands.GetExportedTypes())
        {
            if (type.IsSubclassOf(typeof(AsyncCmdlet)) && MetadataReader.Read(type) is { } command)
                all.Add(command);
        }
        all.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return all;
    }
}
