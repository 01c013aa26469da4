namespace Deploy.Controller.Arklet;

/// <summary>Names the cause of a failed install by what arklet says about it; its own codes do not tell causes apart.</summary>
public static class InstallFailure
{
    private static readonly (string Code, string[] Signs)[] Causes =
    [
        ("User.MetaspaceFull", ["metaspace"]),
        ("User.DiskFull", ["no space left", "disk full"]),
        ("Arklet.PullBizTimeOut", ["download timed out", "pull timed out", "read timed out"]),
        ("Arklet.PullBizError", ["http 403", "response code: 403", "http 404", "response code: 404", "download", "filenotfoundexception", "not a zip", "zipexception", "zip end header", "digest"]),
        ("Arklet.InstallBizExecuting", ["is installing", "in executing", "executing"]),
    ];

    /// <summary>The two-level error code for a failed <c>installBiz</c>.</summary>
    public static string CodeOf(ArkletReply reply) => reply switch
    {
        { IsUnknownCommand: true } => ArkletException.ServiceNotFound,
        { DataCode: "REPEAT_BIZ" or "ILLEGAL_STATE_BIZ" } => "Arklet.InstallationRequirementNotMet",
        _ => CodeOf(reply.Message),
    };

    /// <summary>The two-level error code for what a base says of a broken module.</summary>
    public static string CodeOf(string message) =>
        Causes.FirstOrDefault(c => c.Signs.Any(s => message.Contains(s, StringComparison.OrdinalIgnoreCase))).Code ?? "Arklet.InstallBizFailed";
}
