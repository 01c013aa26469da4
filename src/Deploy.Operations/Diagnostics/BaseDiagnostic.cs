using System.Globalization;
using Deploy.Operations.Health;

namespace Deploy.Operations.Diagnostics;

/// <summary>What the base of a replica says of the replica's module, past the cluster.</summary>
public sealed record BaseDiagnostic
{
    /// <summary>The module on the base: ACTIVATED, BROKEN, RESOLVED, DEACTIVATED, STOPPED, UNRESOLVED or UNKNOWN; MISSING where the base has no such module; empty where the base gave no answer.</summary>
    public string Module { get; init; } = "";

    /// <summary>Since when; null where the base does not say.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why, in the base's own words; empty where it does not say.</summary>
    public string Message { get; init; } = "";

    /// <summary>Which controller looks after the base; empty for none.</summary>
    public string Controller { get; init; } = "";

    /// <summary>When the controller last renewed its lease.</summary>
    public DateTimeOffset? Renewed { get; init; }

    /// <summary>Why the base could not be asked, or where it is reached instead of at the pod IP; empty when there is nothing to say.</summary>
    public string Note { get; init; } = "";

    public override string ToString()
    {
        var said = Module.Length > 0
            ? $"base says {Module}{(Since is { } since ? $" since {since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}" : "")}{(Message.Length > 0 ? $" ({Message})" : "")}"
            : "base gave no answer";
        return string.Join("; ", new[] { said, Controller.Length > 0 ? $"looked after by {Controller}" : "looked after by no controller", Note }.Where(part => part.Length > 0));
    }

    /// <summary>What a base that was asked says of one module.</summary>
    public static BaseDiagnostic Of(ModuleBase asked, string module, string version)
    {
        var found = asked.Modules?.FirstOrDefault(m => m.Name == module && m.Version == version);
        return new()
        {
            Module = found?.State ?? (asked.Modules is null ? "" : "MISSING"),
            Since = found?.Since,
            Message = found?.Message ?? "",
            Controller = asked.Controller,
            Renewed = asked.Renewed,
            Note = asked.Note,
        };
    }
}
