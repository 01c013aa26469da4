using Deploy.Console.Binding;

namespace Deploy.Console.Help;

/// <summary>Prints help as text, wrapped to the screen.</summary>
internal sealed class HelpPrinter(TextWriter output, int width)
{
    private const string Indent = "    ";
    private readonly TextFlow flow = new(output, width);

    public void Print(CommandMetadata command, HelpTopic topic)
    {
        Heading("NAME");
        flow.Write(command.Name + (command.Aliases.Count == 0 ? "" : $" (alias {string.Join(", ", command.Aliases)})"), Indent);
        Heading("SYNOPSIS");
        flow.Write(topic.Synopsis, Indent);
        Heading("SYNTAX");
        foreach (var line in Syntax.Lines(command))
            flow.Wrap(line, Indent, Indent + Indent);
        Heading("DESCRIPTION");
        flow.Write(topic.Description, Indent);
        PrintParameters(command, topic);
        PrintExamples(topic);
        if (topic.Outputs.Length > 0)
        {
            Heading("OUTPUTS");
            flow.Write(topic.Outputs, Indent);
        }
        if (topic.Related.Count > 0)
        {
            Heading("RELATED");
            foreach (var related in topic.Related)
                output.WriteLine(Indent + related);
        }
    }

    private void PrintParameters(CommandMetadata command, HelpTopic topic)
    {
        Heading("PARAMETERS");
        foreach (var parameter in command.Sets.SelectMany(set => Syntax.Ordered(command, set)).Distinct())
        {
            var aliases = parameter.Aliases.Count == 0 ? "" : $"  (alias -{string.Join(", -", parameter.Aliases)})";
            output.WriteLine($"{Indent}-{parameter.Name}{(parameter.IsSwitch ? "" : $" <{Syntax.TypeName(parameter)}>")}{aliases}");
            flow.Write(topic.Parameters.GetValueOrDefault(parameter.Name, ""), Indent + Indent);
            output.WriteLine();
        }
        output.WriteLine($"{Indent}-Output table|list|json|wide, -ErrorAction, -Verbose{(command.SupportsShouldProcess ? ", -WhatIf, -Confirm" : "")}");
        flow.Write("Every command has these. -Output belongs to deploy; in PowerShell pipe to Format-List, ConvertTo-Json and so on.", Indent + Indent);
    }

    private void PrintExamples(HelpTopic topic)
    {
        Heading("EXAMPLES");
        for (var i = 0; i < topic.Examples.Count; i++)
        {
            var example = topic.Examples[i];
            if (i > 0)
                output.WriteLine();
            output.WriteLine($"{Indent}{i + 1}. {example.Title}");
            foreach (var line in example.Code.Split('\n'))
                output.WriteLine($"{Indent}{Indent}{line}");
            if (example.Remarks.Length > 0)
                flow.Write(example.Remarks, Indent);
        }
    }

    private void Heading(string heading)
    {
        if (heading != "NAME")
            output.WriteLine();
        output.WriteLine(heading);
    }
}
