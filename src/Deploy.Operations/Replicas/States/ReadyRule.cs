namespace Deploy.Operations.Replicas;

/// <summary>Ready: it gets traffic, and there is nothing to explain.</summary>
internal static class ReadyRule
{
    public static ReplicaVerdict? Judge(PodView view) =>
        view.IsTrue("Ready") ? new(ReplicaState.Responsive, null) : null;
}
