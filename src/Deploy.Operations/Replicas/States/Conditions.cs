using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>Reading of condition lists, which are unordered and may hold anything.</summary>
internal static class Conditions
{
    public static Condition? Find(IReadOnlyList<Condition>? conditions, string type)
    {
        foreach (var condition in conditions ?? [])
        {
            if (condition is not null && condition.Type == type) return condition;
        }
        return null;
    }
}
