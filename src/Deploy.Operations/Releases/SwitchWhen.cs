namespace Deploy.Operations.Releases;

/// <summary>When a safe upgrade moves the traffic to the new set.</summary>
public enum SwitchWhen
{
    /// <summary>As soon as one new replica is Responsive.</summary>
    First,

    /// <summary>When all new replicas are Responsive.</summary>
    All,
}
