namespace Deploy.Operations.Releases;

/// <summary>After which batches a release waits for Resume-ModuleRelease.</summary>
public enum PauseAfter
{
    First,
    Each,
    Never,
}
