namespace Deploy.LocalCluster.Store;

/// <summary>One committed write: what was there before and after it, and the whole type as of then.</summary>
/// <param name="Before">Null for a create.</param>
/// <param name="After">What is there now; for a delete the last state, under the version of the delete.</param>
internal sealed record StoreChange(long ResourceVersion, StoredObject? Before, StoredObject After, bool IsDelete, ObjectTree Tree);
