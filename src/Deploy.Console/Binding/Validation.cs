using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using Deploy.Console.CommandLine;

namespace Deploy.Console.Binding;

/// <summary>Holds values to the validation attributes of their parameter, as PowerShell does when it binds.</summary>
internal static class Validation
{
    /// <exception cref="UsageException">The value, or one of the values, is not allowed.</exception>
    public static void Check(ParameterMetadata parameter, object value)
    {
        foreach (var attribute in parameter.Attributes)
        {
            if (attribute.AttributeType.Name == nameof(ValidateCountAttribute) && value is ICollection all)
                Require(IsWithin(all.Count, attribute), parameter, all.Count, $"must have {Bounds(attribute)} values");
            else if (value is Array items)
                CheckEach(parameter, attribute, items);
            else
                CheckOne(parameter, attribute, value);
        }
    }

    private static void CheckEach(ParameterMetadata parameter, CustomAttributeData attribute, Array items)
    {
        if (items.Length == 0 && IsNotEmptyRule(attribute))
            throw new UsageException($"-{parameter.Name} must not be empty.");
        foreach (var item in items)
            CheckOne(parameter, attribute, item);
    }

    private static void CheckOne(ParameterMetadata parameter, CustomAttributeData attribute, object value)
    {
        switch (attribute.AttributeType.Name)
        {
            case nameof(ValidateNotNullOrEmptyAttribute):
                Require(value is not string { Length: 0 }, parameter, "", "must not be empty");
                break;
            case nameof(ValidateRangeAttribute):
                Require(IsWithin(value, attribute), parameter, value, $"must be {Bounds(attribute)}");
                break;
            case nameof(ValidateSetAttribute):
                var allowed = Strings(attribute);
                Require(allowed.Contains(value.ToString(), StringComparer.OrdinalIgnoreCase), parameter, value, "must be one of " + string.Join(", ", allowed));
                break;
            case nameof(ValidatePatternAttribute):
                var pattern = (string)attribute.ConstructorArguments[0].Value!;
                Require(Regex.IsMatch(value.ToString()!, pattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)), parameter, value, $"must match {pattern}");
                break;
            case nameof(ValidateLengthAttribute):
                Require(IsWithin(value.ToString()!.Length, attribute), parameter, value, $"must be {Bounds(attribute)} characters long");
                break;
            default:
                break;
        }
    }

    private static bool IsNotEmptyRule(CustomAttributeData attribute) =>
        attribute.AttributeType.Name == nameof(ValidateNotNullOrEmptyAttribute);

    private static void Require(bool holds, ParameterMetadata parameter, object value, string rule)
    {
        if (!holds)
            throw new UsageException($"-{parameter.Name} {rule}{(value is "" ? "" : $", not '{value}'")}.");
    }

    private static bool IsWithin(object value, CustomAttributeData attribute)
    {
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return number >= Bound(attribute, 0) && number <= Bound(attribute, 1);
    }

    private static double Bound(CustomAttributeData attribute, int index) =>
        Convert.ToDouble(attribute.ConstructorArguments[index].Value, CultureInfo.InvariantCulture);

    private static string Bounds(CustomAttributeData attribute)
    {
        var upper = Bound(attribute, 1);
        return upper >= int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"at least {Bound(attribute, 0)}")
            : string.Create(CultureInfo.InvariantCulture, $"{Bound(attribute, 0)} to {upper}");
    }

    private static List<string> Strings(CustomAttributeData attribute)
    {
        var strings = new List<string>();
        if (attribute.ConstructorArguments[0].Value is IEnumerable<CustomAttributeTypedArgument> arguments)
        {
            foreach (var argument in arguments)
                strings.Add((string)argument.Value!);
        }
        return strings;
    }
}
