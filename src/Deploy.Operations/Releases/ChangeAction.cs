namespace Deploy.Operations.Releases;

/// <summary>What is done to one object.</summary>
public enum ChangeAction
{
    Create,
    Patch,
    Scale,
    Delete,
}
