namespace Deploy.Controller.Arklet;

/// <summary>What arklet answered to a command. Arklet says HTTP 200 even when it failed, so only the codes count.</summary>
/// <param name="Code">SUCCESS, FAILED, CMD_NOT_FOUND or CMD_PROCESS_INTERNAL_ERROR.</param>
/// <param name="DataCode">The inner code (SUCCESS, FAILED, REPEAT_BIZ, NOT_FOUND_BIZ, ILLEGAL_STATE_BIZ), or empty.</param>
/// <param name="Message">The most telling of the messages in the answer, or empty.</param>
public sealed record ArkletReply(string Code, string DataCode, string Message)
{
    /// <summary>The command did what it was asked.</summary>
    public bool Succeeded => Code == "SUCCESS" && DataCode is ("" or "SUCCESS");

    /// <summary>An install met the very same name and version.</summary>
    public bool IsRepeated => DataCode == "REPEAT_BIZ";

    /// <summary>An uninstall met no such module: there is nothing left to do.</summary>
    public bool IsNotFound => DataCode == "NOT_FOUND_BIZ";

    /// <summary>The base does not know the command at all: not an arklet, or too old a one.</summary>
    public bool IsUnknownCommand => Code == "CMD_NOT_FOUND";
}
