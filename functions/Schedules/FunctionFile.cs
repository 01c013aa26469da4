namespace Deploy.Functions.Schedules;

/// <summary>A function.json, as far as schedules need it.</summary>
internal sealed record FunctionFile
{
    public IReadOnlyList<FunctionBinding> Bindings { get; init; } = [];
}

/// <summary>One binding of a function.</summary>
internal sealed record FunctionBinding
{
    public string Type { get; init; } = "";

    public string Schedule { get; init; } = "";
}
