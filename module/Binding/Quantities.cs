using System.Globalization;
using Deploy.Operations.Errors;

namespace Deploy.Module.Binding;

/// <summary>Reads numbers out of parameters that take a number or something else.</summary>
internal static class Quantities
{
    /// <summary>A whole number, at least 0.</summary>
    /// <exception cref="DeployException">The text is no such number.</exception>
    public static int Whole(string text, string parameter) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new DeployException(DeployCodes.InvalidParameter, $"-{parameter} must be a whole number or a percentage such as 25%, not '{text}'.", parameter);
}
