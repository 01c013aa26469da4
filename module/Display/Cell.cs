using System.Collections.Concurrent;

namespace Deploy.Module.Display;

/// <summary>
/// What a cell shows of a row: a property, by way of a display function. The format file has this one method called for all of them,
/// since PowerShell compiles code of its own for each property and each method that a script names.
/// </summary>
public static class Cell
{
    private static readonly ConcurrentDictionary<string, Func<object?, string>> Functions = new(StringComparer.Ordinal);

    /// <summary>The text of a cell.</summary>
    /// <param name="row">The object that the row shows.</param>
    /// <param name="property">Name of one of its properties.</param>
    /// <param name="function">As for <see cref="Function"/>.</param>
    public static string Of(object? row, string property, string function) =>
        Unwrapping.Raw(row) is { } item ? Function(function)(item.GetType().GetProperty(property)?.GetValue(item)) : "";

    /// <summary>A display function by its name: one of <see cref="Show"/>, <see cref="Paint"/> or <see cref="Describe"/>, as in <c>Show.Age</c>.</summary>
    /// <exception cref="ArgumentException">There is no such function.</exception>
    public static Func<object?, string> Function(string name) => Functions.GetOrAdd(name, static name =>
        name.Split('.') is [var home, var method] && typeof(Cell).Assembly.GetType($"{typeof(Cell).Namespace}.{home}")?.GetMethod(method, [typeof(object)]) is { } found
            ? found.CreateDelegate<Func<object?, string>>()
            : throw new ArgumentException($"{name} is no display function.", nameof(name)));
}
