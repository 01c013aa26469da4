namespace Deploy.Kubernetes;

/// <summary>Names one object of a kind. The namespace is empty for cluster-wide objects.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
