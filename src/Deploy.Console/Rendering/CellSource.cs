using System.Reflection;
using Deploy.Module.Display;
using Deploy.Module.Pump;

namespace Deploy.Console.Rendering;

/// <summary>Where the text of a cell comes from.</summary>
/// <param name="Name">The property it shows.</param>
/// <param name="Text">The text for one object.</param>
internal sealed record CellSource(string Name, Func<object, string> Text)
{
    /// <summary>The property itself.</summary>
    public static CellSource Property(Type type, string name)
    {
        var property = Find(type, name);
        return new CellSource(name, value => Show.Text(property.GetValue(value)));
    }

    /// <summary>A display function applied to a property: <c>[Type]::Method($_.Property)</c>.</summary>
    public static CellSource Script(Type type, string script)
    {
        var parts = script.Trim().Split(["[", "]::", "($_.", ")"], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3)
            throw new InvalidOperationException($"The format file has a script block that only PowerShell can run: {script}");
        var method = typeof(AsyncCmdlet).Assembly.GetType(parts[0], throwOnError: true)!.GetMethod(parts[1], BindingFlags.Public | BindingFlags.Static)
            ?? throw new InvalidOperationException($"The format file names no display function: {script}");
        var show = method.CreateDelegate<Func<object?, string>>();
        var property = Find(type, parts[2]);
        return new CellSource(parts[2], value => show(property.GetValue(value)));
    }

    private static PropertyInfo Find(Type type, string name) =>
        type.GetProperty(name) ?? throw new InvalidOperationException($"The format file shows {type.Name}.{name}, which is not there.");
}
