namespace Deploy.Console.Binding;

/// <summary>What one parameter set says of a parameter.</summary>
internal sealed record ParameterInSet(bool IsMandatory, int? Position, bool FromPipeline, bool FromPropertyName)
{
    /// <summary>Name that PowerShell gives to "every set".</summary>
    public const string EverySet = "__AllParameterSets";
}
