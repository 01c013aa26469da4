namespace Deploy.Controller.Arklet;

/// <summary>The life of a module on a base, as the base's arklet reports it.</summary>
public enum BizState
{
    /// <summary>A state this version does not know; the module is treated as not ready.</summary>
    Unknown,

    /// <summary>Known to the base, nothing installed yet (or taken away again).</summary>
    Unresolved,

    /// <summary>Package fetched and parsed, start under way.</summary>
    Resolved,

    /// <summary>Started and serving.</summary>
    Activated,

    /// <summary>Installed but switched off, usually by a newer version of the same module.</summary>
    Deactivated,

    /// <summary>Its start or its removal failed.</summary>
    Broken,

    /// <summary>Stopped for good.</summary>
    Stopped,
}
