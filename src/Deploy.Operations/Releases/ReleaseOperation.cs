namespace Deploy.Operations.Releases;

/// <summary>What a plan does.</summary>
public enum ReleaseOperation
{
    Publish,
    Change,
    Replace,
    Resize,
    Undo,
    Unpublish,
    Suspend,
    Resume,
    Stop,
}
