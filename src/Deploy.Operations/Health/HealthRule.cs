namespace Deploy.Operations.Health;

/// <summary>Works out one health from many. Pure.</summary>
public static class HealthRule
{
    /// <summary>
    /// Judges an answer: the worst component decides. Spring itself puts UP before UNKNOWN when it sums up, so that a base
    /// still starting may call itself UP; a component that is UNKNOWN counts here.
    /// </summary>
    /// <param name="components">The components of the answer.</param>
    /// <param name="reported">What the answer says of the whole; it decides where there is no component.</param>
    /// <param name="requireModules">
    /// Whether a module that did not start makes the base DOWN, and one that is starting UNKNOWN. Null: as the base is set up,
    /// which is no for hot deployment and yes for a static merged one.
    /// </param>
    public static HealthVerdict Judge(IReadOnlyList<HealthComponent> components, string reported, bool? requireModules = null)
    {
        List<HealthComponent> judged = [.. components.Select(c => c.Name == HealthComponent.StartUp && requireModules is { } required ? StartUp(c, required) : c).OrderByDescending(c => c.Status)];
        if (judged.Count == 0)
            return new HealthVerdict(Parse(reported), Parse(reported) == HealthStatus.Up ? "" : reported, reported, judged);
        var worst = judged[0];
        return new HealthVerdict(worst.Status, worst.Status == HealthStatus.Up ? "" : Reason(worst), reported, judged);
    }

    /// <summary>The start-up of a base: its own state comes first in the answer, the modules' follow.</summary>
    public static HealthStatus StartUp(HealthStatus own, IReadOnlyList<HealthStatus> modules, bool requireModules)
    {
        if (!requireModules)
            return own;
        if (own == HealthStatus.Up && modules.All(m => m == HealthStatus.Up))
            return HealthStatus.Up;
        // While anything is on its way the verdict is open, as the base's own rule has it.
        return own == HealthStatus.Unknown || modules.Contains(HealthStatus.Unknown) ? HealthStatus.Unknown : HealthStatus.Down;
    }

    /// <summary>Reads a status; a word of somebody's own making is unknown.</summary>
    public static HealthStatus Parse(string? status) => status?.ToUpperInvariant() switch
    {
        "UP" => HealthStatus.Up,
        "DOWN" or "OUT_OF_SERVICE" => HealthStatus.Down,
        _ => HealthStatus.Unknown,
    };

    private static HealthComponent StartUp(HealthComponent component, bool requireModules)
    {
        if (component.Details.Count == 0)
            return component;
        var modules = component.Details.Skip(1).Select(d => d.Status).ToList();
        return component with { Status = StartUp(component.Details[0].Status, modules, requireModules) };
    }

    private static string Reason(HealthComponent worst)
    {
        var culprits = worst.Details.Where(d => d.Status == worst.Status).ToList();
        return culprits.Count == 0 ? worst.ToString() : $"{worst}: {string.Join(", ", culprits)}";
    }
}
