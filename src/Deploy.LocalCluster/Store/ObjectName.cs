namespace Deploy.LocalCluster.Store;

/// <summary>Where an object lives within its type; the namespace is empty for cluster-wide ones.</summary>
internal readonly record struct ObjectName(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
