using System.Globalization;
using System.Xml;
using Deploy.Console.Binding;

namespace Deploy.Console.Help;

/// <summary>Writes the help of all commands in the form that PowerShell's Get-Help reads.</summary>
internal static class MamlWriter
{
    private const string Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string Maml = "http://schemas.microsoft.com/maml/2004/10";
    private const string Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static void Write(string path)
    {
        using var xml = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, NewLineChars = "\n" });
        xml.WriteStartElement("helpItems", "http://msh");
        xml.WriteAttributeString("schema", "maml");
        foreach (var command in CommandCatalog.All())
        {
            if (HelpLibrary.Find(command.Name) is { } topic)
                WriteCommand(xml, command, topic);
        }
        xml.WriteEndElement();
    }

    private static void WriteCommand(XmlWriter xml, CommandMetadata command, HelpTopic topic)
    {
        xml.WriteStartElement("command", "command", Command);
        xml.WriteAttributeString("xmlns", "maml", null, Maml);
        xml.WriteAttributeString("xmlns", "dev", null, Dev);
        xml.WriteStartElement("details", Command);
        xml.WriteElementString("name", Command, command.Name);
        xml.WriteElementString("verb", Command, command.Verb);
        xml.WriteElementString("noun", Command, command.Noun);
        WriteText(xml, "description", Maml, topic.Synopsis);
        xml.WriteEndElement();
        WriteText(xml, "description", Maml, topic.Description);
        WriteSyntax(xml, command, topic);
        WriteParameters(xml, command, topic);
        WriteOutputs(xml, topic);
        WriteExamples(xml, topic);
        WriteRelated(xml, topic);
        xml.WriteEndElement();
    }

    private static void WriteSyntax(XmlWriter xml, CommandMetadata command, HelpTopic topic)
    {
        xml.WriteStartElement("syntax", Command);
        foreach (var set in command.Sets)
        {
            xml.WriteStartElement("syntaxItem", Command);
            xml.WriteElementString("name", Maml, command.Name);
            foreach (var parameter in Syntax.Ordered(command, set))
                WriteParameter(xml, parameter, parameter.In(set)!, topic);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteParameters(XmlWriter xml, CommandMetadata command, HelpTopic topic)
    {
        xml.WriteStartElement("parameters", Command);
        foreach (var parameter in command.Parameters)
            WriteParameter(xml, parameter, parameter.Sets.Values.First(), topic);
        xml.WriteEndElement();
    }

    private static void WriteParameter(XmlWriter xml, ParameterMetadata parameter, ParameterInSet inSet, HelpTopic topic)
    {
        xml.WriteStartElement("parameter", Command);
        xml.WriteAttributeString("required", inSet.IsMandatory ? "true" : "false");
        xml.WriteAttributeString("globbing", "false");
        xml.WriteAttributeString("pipelineInput", PipelineInput(inSet));
        xml.WriteAttributeString("position", inSet.Position?.ToString(CultureInfo.InvariantCulture) ?? "named");
        xml.WriteAttributeString("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases));
        xml.WriteElementString("name", Maml, parameter.Name);
        WriteText(xml, "description", Maml, topic.Parameters.GetValueOrDefault(parameter.Name, ""));
        if (!parameter.IsSwitch)
        {
            xml.WriteStartElement("parameterValue", Command);
            xml.WriteAttributeString("required", "true");
            xml.WriteString(Syntax.TypeName(parameter));
            xml.WriteEndElement();
        }
        xml.WriteStartElement("type", Dev);
        xml.WriteElementString("name", Maml, parameter.IsSwitch ? "SwitchParameter" : Syntax.TypeName(parameter));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static string PipelineInput(ParameterInSet inSet) => (inSet.FromPipeline, inSet.FromPropertyName) switch
    {
        (true, true) => "true (ByValue, ByPropertyName)",
        (true, false) => "true (ByValue)",
        (false, true) => "true (ByPropertyName)",
        _ => "false",
    };

    private static void WriteOutputs(XmlWriter xml, HelpTopic topic)
    {
        xml.WriteStartElement("returnValues", Command);
        xml.WriteStartElement("returnValue", Command);
        xml.WriteStartElement("type", Dev);
        xml.WriteElementString("name", Maml, topic.Outputs.Split('\n')[0]);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteExamples(XmlWriter xml, HelpTopic topic)
    {
        xml.WriteStartElement("examples", Command);
        foreach (var example in topic.Examples)
        {
            xml.WriteStartElement("example", Command);
            xml.WriteElementString("title", Maml, $"---------- {example.Title} ----------");
            xml.WriteElementString("code", Dev, example.Code);
            WriteText(xml, "remarks", Dev, example.Remarks);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteRelated(XmlWriter xml, HelpTopic topic)
    {
        xml.WriteStartElement("relatedLinks", Command);
        foreach (var related in topic.Related)
        {
            xml.WriteStartElement("navigationLink", Maml);
            xml.WriteElementString("linkText", Maml, related);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteText(XmlWriter xml, string element, string space, string text)
    {
        xml.WriteStartElement(element, space);
        foreach (var paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            xml.WriteElementString("para", Maml, paragraph.Contains("\n- ", StringComparison.Ordinal) || paragraph.StartsWith("- ", StringComparison.Ordinal)
                ? paragraph : paragraph.ReplaceLineEndings(" "));
        xml.WriteEndElement();
    }
}
