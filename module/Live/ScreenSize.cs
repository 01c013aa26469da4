using System.Runtime.InteropServices;

namespace Deploy.Module.Live;

/// <summary>How much fits on a screen, in characters.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScreenSize(int Width, int Height);
