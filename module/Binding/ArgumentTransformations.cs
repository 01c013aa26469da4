using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Deploy.Module.Binding;

/// <summary>
/// Lets a TimeSpan parameter take what people type. Without it PowerShell reads <c>-Timeout 60</c> as 60 ticks of 100 ns.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is TimeSpan already)
            return already;
        // PowerShell reads 7d as the decimal number 7; what was typed is kept beside it.
        var text = value is decimal && inputData is PSObject typed ? typed.ToString() : Convert.ToString(value, CultureInfo.InvariantCulture);
        return Duration.TryParse(text, out var duration)
            ? duration
            : throw new ArgumentTransformationMetadataException($"'{value}' is not a duration such as {Duration.Examples}.");
    }
}

/// <summary>
/// Lets a parameter of whole numbers say in words of ours what it does not take. Without it PowerShell rounds 2.5, and passes on what the
/// runtime says of a text.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeNumberAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            null => null,
            IEnumerable several and not string => several.Cast<object?>().Select(One).ToArray(),
            _ => One(value),
        };
    }

    private static object One(object? item)
    {
        var value = item is PSObject wrapped ? wrapped.BaseObject : item;
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw new ArgumentTransformationMetadataException($"'{text}' is not a whole number{(number > int.MaxValue ? $" up to {int.MaxValue.ToString(CultureInfo.InvariantCulture)}" : "")}.");
    }
}

/// <summary>Lets a parameter take addresses of the web only: PowerShell takes any text for a URL, and fails later.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WebAddressAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null)
            return null;
        var text = value is Uri already ? already.OriginalString : Convert.ToString(value, CultureInfo.InvariantCulture);
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new ArgumentTransformationMetadataException($"'{text}' is not a URL such as https://example.org/health.");
    }
}
