using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace Deploy.Console.Binding;

/// <summary>A parameter of a command, read from metadata only.</summary>
internal sealed record ParameterMetadata(
    PropertyInfo Property,
    IReadOnlyList<string> Aliases,
    IReadOnlyDictionary<string, ParameterInSet> Sets,
    IReadOnlyList<CustomAttributeData> Attributes)
{
    public string Name => Property.Name;

    public Type Type { get; } = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public bool IsSwitch => Type == typeof(SwitchParameter);

    public bool IsTable => typeof(IDictionary).IsAssignableFrom(Type);

    public bool IsList => Type.IsArray;

    /// <summary>The type of one value.</summary>
    public Type ItemType => IsList ? Type.GetElementType()! : Type;

    /// <summary>What the set says of this parameter; null when it is not part of the set.</summary>
    public ParameterInSet? In(string set) =>
        Sets.TryGetValue(set, out var own) ? own : Sets.GetValueOrDefault(ParameterInSet.EverySet);

    public bool IsCalled(string name) =>
        string.Equals(Name, name, StringComparison.OrdinalIgnoreCase) || HasAlias(name);

    private bool HasAlias(string name)
    {
        foreach (var alias in Aliases)
        {
            if (string.Equals(alias, name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
