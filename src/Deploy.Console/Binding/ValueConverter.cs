using System.Collections;
using System.Globalization;
using Deploy.Console.CommandLine;
using Deploy.Module.Binding;

namespace Deploy.Console.Binding;

/// <summary>Turns words into the values that a parameter takes.</summary>
internal static class ValueConverter
{
    /// <summary>Converts one argument for one parameter.</summary>
    /// <exception cref="UsageException">The word is no such value.</exception>
    public static object Convert(ParameterMetadata parameter, Argument argument)
    {
        if (parameter.IsTable)
            return TableOf(parameter, argument);
        if (parameter.IsList)
            return ListOf(parameter, argument);
        if (argument.Items is not null || argument.Table is not null)
            throw new UsageException($"-{parameter.Name} takes one value.");
        return One(parameter.Name, parameter.ItemType, argument.Text);
    }

    /// <summary>Reads <c>true</c>, <c>$false</c>, <c>1</c> and the like.</summary>
    public static bool Truth(string text, string parameter) => text.TrimStart('$').ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => throw new UsageException($"-{parameter} is on or off: $true or $false, not '{text}'."),
    };

    private static Array ListOf(ParameterMetadata parameter, Argument argument)
    {
        var items = argument.AsItems();
        var list = Array.CreateInstance(parameter.ItemType, items.Count);
        for (var i = 0; i < items.Count; i++)
            list.SetValue(One(parameter.Name, parameter.ItemType, items[i]), i);
        return list;
    }

    private static Hashtable TableOf(ParameterMetadata parameter, Argument argument)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        if (argument.Table is not null)
        {
            foreach (var (key, value) in argument.Table)
                table[key] = value;
            return table;
        }
        foreach (var item in argument.AsItems())
        {
            var equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new UsageException($"-{parameter.Name} takes name=value,name=value, not '{item}'.");
            table[item[..equals]] = item[(equals + 1)..];
        }
        return table;
    }

    private static object One(string parameter, Type type, string text)
    {
        if (type == typeof(string) || type == typeof(object))
            return text;
        if (type.IsEnum)
            return OneOf(parameter, type, text);
        return type.Name switch
        {
            nameof(Int32) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                ? number : throw Wrong(parameter, text, "a whole number"),
            nameof(Int64) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var large)
                ? large : throw Wrong(parameter, text, "a whole number"),
            nameof(Double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
                ? real : throw Wrong(parameter, text, "a number"),
            nameof(Boolean) => Truth(text, parameter),
            nameof(TimeSpan) => Duration.TryParse(text, out var duration)
                ? duration : throw Wrong(parameter, text, $"a duration such as {Duration.Examples}"),
            nameof(DateTimeOffset) => DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time : throw Wrong(parameter, text, "a date and time such as 2026-11-21T08:00:00Z"),
            nameof(Uri) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
                ? uri : throw Wrong(parameter, text, "an absolute URL"),
            _ => throw new UsageException($"-{parameter} cannot be given on a command line."),
        };
    }

    private static object OneOf(string parameter, Type type, string text)
    {
        var names = Enum.GetNames(type);
        var fitting = Array.FindAll(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (fitting.Length == 0 && text.Length > 0)
            fitting = Array.FindAll(names, name => name.StartsWith(text, StringComparison.OrdinalIgnoreCase));
        return fitting.Length == 1
            ? Enum.Parse(type, fitting[0])
            : throw Wrong(parameter, text, "one of " + string.Join(", ", names));
    }

    private static UsageException Wrong(string parameter, string text, string wanted) =>
        new($"-{parameter} must be {wanted}, not '{text}'.");
}
