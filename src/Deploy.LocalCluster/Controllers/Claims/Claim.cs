namespace Deploy.LocalCluster.Controllers.Claims;

/// <summary>What a controller does about an object's ownership.</summary>
internal enum Claim
{
    /// <summary>Somebody else's, or nobody's and not selected.</summary>
    None,

    /// <summary>Already its own.</summary>
    Own,

    /// <summary>Nobody's, and selected.</summary>
    Adopt,

    /// <summary>Its own, but no longer selected.</summary>
    Release,
}
