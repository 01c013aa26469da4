namespace Deploy.Controller.Nodes;

/// <summary>How far a base can be counted on, judged by when it was last heard of.</summary>
public enum BaseLiveness
{
    /// <summary>Heard of within 25 s.</summary>
    Reachable,

    /// <summary>Silent for 25 s: its node is not ready and its modules get no traffic through Services.</summary>
    Unreachable,

    /// <summary>Silent for 60 s, or gone by its own word: its node goes, and its modules start elsewhere.</summary>
    Dead,
}
