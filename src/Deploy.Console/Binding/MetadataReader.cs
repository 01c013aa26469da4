using System.Management.Automation;
using System.Reflection;

namespace Deploy.Console.Binding;

/// <summary>
/// Reads a command's metadata without running any of PowerShell: the attributes of the reference assembly carry no
/// behaviour, so only their written arguments are looked at.
/// </summary>
internal static class MetadataReader
{
    /// <summary>Reads one command class; null when it is not a cmdlet.</summary>
    public static CommandMetadata? Read(Type type)
    {
        var attributes = type.GetCustomAttributesData();
        if (type.IsAbstract || Find(attributes, nameof(CmdletAttribute)) is not { } cmdlet)
            return null;
        return new CommandMetadata(
            type,
            (string)cmdlet.ConstructorArguments[0].Value!,
            (string)cmdlet.ConstructorArguments[1].Value!,
            Named(cmdlet, nameof(CmdletAttribute.DefaultParameterSetName)) as string ?? ParameterInSet.EverySet,
            Named(cmdlet, nameof(CmdletAttribute.SupportsShouldProcess)) is true,
            Named(cmdlet, nameof(CmdletAttribute.ConfirmImpact)) is int impact ? (ConfirmImpact)impact : ConfirmImpact.Medium,
            Listed<string>(attributes, nameof(AliasAttribute)),
            Listed<Type>(attributes, nameof(OutputTypeAttribute)),
            ParametersOf(type));
    }

    /// <summary>The written value of a named attribute argument; null when it is not written.</summary>
    public static object? Named(CustomAttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.MemberName == name)
                return argument.TypedValue.Value;
        }
        return null;
    }

    private static List<ParameterMetadata> ParametersOf(Type type)
    {
        var parameters = new List<ParameterMetadata>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // PowerShell's own base classes declare no parameters; skipping them saves reading their attributes.
            if (property.DeclaringType == typeof(PSCmdlet) || property.DeclaringType == typeof(Cmdlet))
                continue;
            if (ReadParameter(property) is { } parameter)
                parameters.Add(parameter);
        }
        return parameters;
    }

    private static ParameterMetadata? ReadParameter(PropertyInfo property)
    {
        var attributes = property.GetCustomAttributesData();
        Dictionary<string, ParameterInSet>? sets = null;
        foreach (var attribute in attributes)
        {
            if (attribute.AttributeType.Name != nameof(ParameterAttribute))
                continue;
            sets ??= new Dictionary<string, ParameterInSet>(StringComparer.OrdinalIgnoreCase);
            sets[Named(attribute, nameof(ParameterAttribute.ParameterSetName)) as string ?? ParameterInSet.EverySet] = InSet(attribute);
        }
        return sets is null ? null : new ParameterMetadata(property, Listed<string>(attributes, nameof(AliasAttribute)), sets, [.. attributes]);
    }

    private static ParameterInSet InSet(CustomAttributeData attribute) => new(
        Named(attribute, nameof(ParameterAttribute.Mandatory)) is true,
        Named(attribute, nameof(ParameterAttribute.Position)) as int?,
        Named(attribute, nameof(ParameterAttribute.ValueFromPipeline)) is true,
        Named(attribute, nameof(ParameterAttribute.ValueFromPipelineByPropertyName)) is true);

    // What the attributes of that name were written with: one argument that holds all.
    private static List<T> Listed<T>(IEnumerable<CustomAttributeData> attributes, string name)
    {
        var listed = new List<T>();
        foreach (var attribute in attributes)
        {
            if (attribute.AttributeType.Name == name && attribute.ConstructorArguments[0].Value is IEnumerable<CustomAttributeTypedArgument> values)
                listed.AddRange(values.Select(value => (T)value.Value!));
        }
        return listed;
    }

    private static CustomAttributeData? Find(IEnumerable<CustomAttributeData> attributes, string name)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.AttributeType.Name == name)
                return attribute;
        }
        return null;
    }
}
