using System.Reflection;
using System.Text.Json.Serialization;
using Deploy.Module.Display;

namespace Deploy.Console.Rendering;

/// <summary>The view of a type that the format file does not know: its properties as they are declared.</summary>
internal static class PropertyView
{
    public static View Of(Type type)
    {
        var columns = new List<Column>();
        foreach (var property in Properties(type))
            columns.Add(new Column(property.Name, value => Show.Text(property.GetValue(value)), IsRight: false));
        return new View(columns);
    }

    /// <summary>The properties that a reader sees.</summary>
    public static List<PropertyInfo> Properties(Type type)
    {
        var properties = new List<PropertyInfo>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanRead && property.GetIndexParameters().Length == 0 && !property.IsDefined(typeof(JsonIgnoreAttribute), inherit: false))
                properties.Add(property);
        }
        return properties;
    }
}
