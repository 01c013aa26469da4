using System.Reflection;
using Deploy.Module.Display;

namespace Deploy.Console.Rendering;

/// <summary>Where the text of a cell comes from.</summary>
/// <param name="Name">The property it shows.</param>
/// <param name="Text">The text for one object.</param>
internal sealed record CellSource(string Name, Func<object, string> Text)
{
    private const string Call = $"[Deploy.Module.Display.{nameof(Cell)}]::{nameof(Cell.Of)}($_, ";

    /// <summary>The property itself.</summary>
    public static CellSource Property(Type type, string name)
    {
        var property = Find(type, name);
        return new CellSource(name, value => Show.Text(property.GetValue(value)));
    }

    /// <summary>A property by way of a display function: <c>[Deploy.Module.Display.Cell]::Of($_, 'Property', 'Home.Function')</c>.</summary>
    public static CellSource Script(Type type, string script)
    {
        if (script.Trim().Split('\'') is not [Call, var name, ", ", var function, ")"])
            throw new InvalidOperationException($"The format file has a script block that only PowerShell can run: {script}");
        var property = Find(type, name);
        var show = Cell.Function(function);
        return new CellSource(name, value => show(property.GetValue(value)));
    }

    private static PropertyInfo Find(Type type, string name) =>
        type.GetProperty(name) ?? throw new InvalidOperationException($"The format file shows {type.Name}.{name}, which is not there.");
}
