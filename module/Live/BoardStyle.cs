using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>How a board is written: with or without colours, and the signs that the terminal can show.</summary>
/// <param name="HasColour">Whether colours are written.</param>
/// <param name="HasSigns">Whether there is more than ASCII.</param>
internal sealed record BoardStyle(bool HasColour, bool HasSigns)
{
    public string Arrow => HasSigns ? "→" : "->";

    public string Ellipsis => HasSigns ? "…" : "~";

    /// <summary>What a bar is made of: done, then still to do.</summary>
    public (char Done, char Left) Bar => HasSigns ? ('━', '╌') : ('#', '.');

    /// <summary>The sign of a state, so that colours are not all there is to tell them apart.</summary>
    public char Sign(ReplicaState state) => state switch
    {
        ReplicaState.Responsive => HasSigns ? '■' : 'R',
        ReplicaState.Started => HasSigns ? '▣' : 'S',
        ReplicaState.Starting => HasSigns ? '□' : 's',
        ReplicaState.Unresponsive => '!',
        ReplicaState.StartingError => HasSigns ? '×' : 'E',
        ReplicaState.Decommissioned => HasSigns ? '▫' : 'd',
        _ => HasSigns ? '·' : '-',
    };
}
