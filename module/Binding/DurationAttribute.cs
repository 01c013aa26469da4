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
