using System.Text;
using Deploy.Console.Binding;

namespace Deploy.Console.Help;

/// <summary>Writes the syntax of a command from its metadata, so it cannot differ from what binds.</summary>
internal static class Syntax
{
    /// <summary>One line for each parameter set.</summary>
    public static IEnumerable<string> Lines(CommandMetadata command) => command.Sets.Select(set => Line(command, set));

    /// <summary>The parameters of a set in the order in which syntax shows them: by position, then mandatory ones, then as declared.</summary>
    public static IEnumerable<ParameterMetadata> Ordered(CommandMetadata command, string set) => command.Parameters
        .Where(parameter => parameter.In(set) is not null)
        .OrderBy(parameter => parameter.In(set)!.Position ?? int.MaxValue)
        .ThenByDescending(parameter => parameter.In(set)!.IsMandatory)
        .ThenBy(IsShared);

    /// <summary>The name of a value's type as PowerShell writes it.</summary>
    public static string TypeName(ParameterMetadata parameter)
    {
        var name = parameter.ItemType.Name switch
        {
            nameof(String) => "string",
            nameof(Int32) => "int",
            nameof(Int64) => "long",
            nameof(Double) => "double",
            nameof(Boolean) => "bool",
            nameof(Object) => "Object",
            "IDictionary" => "hashtable",
            "Hashtable" => "hashtable",
            var other => other,
        };
        return parameter.IsList ? name + "[]" : name;
    }

    private static string Line(CommandMetadata command, string set)
    {
        var line = new StringBuilder(command.Name);
        foreach (var parameter in Ordered(command, set))
            line.Append(' ').Append(Word(parameter, parameter.In(set)!));
        if (command.SupportsShouldProcess)
            line.Append(" [-WhatIf] [-Confirm]");
        return line.Append(" [<CommonParameters>]").ToString();
    }

    private static string Word(ParameterMetadata parameter, ParameterInSet inSet)
    {
        var name = inSet.Position is null ? "-" + parameter.Name : $"[-{parameter.Name}]";
        var word = parameter.IsSwitch ? "-" + parameter.Name : $"{name} <{TypeName(parameter)}>";
        return inSet.IsMandatory ? word : $"[{word}]";
    }

    // Parameters that nearly every command has come last: they are rarely looked for.
    private static bool IsShared(ParameterMetadata parameter) => parameter.Name is "Namespace" or "Kubeconfig" or "Context" or "Timeout";
}
