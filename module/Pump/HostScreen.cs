namespace Deploy.Module.Pump;

/// <summary>A person's screen that a command may draw on.</summary>
/// <param name="HasColour">Whether colours are wanted: NO_COLOR and the host's own settings have been asked.</param>
public sealed record HostScreen(bool HasColour);
