using System.Runtime.InteropServices;

namespace Deploy.Module.Live;

/// <summary>A terminal that is drawn on until it is left, as tidy as it was found.</summary>
internal interface IScreen
{
    /// <summary>How much fits now; it may change at any time.</summary>
    ScreenSize Size { get; }

    /// <summary>Takes the screen over. False: this terminal cannot be drawn on.</summary>
    bool TryEnter();

    /// <summary>Sends a frame in one piece.</summary>
    void Write(string frame);

    /// <summary>Gives the screen back and leaves a last text on it. May be called twice.</summary>
    void Leave(string last);

    /// <summary>What was typed since the last call; empty for nothing.</summary>
    string ReadKeys();
}

/// <summary>How much fits on a screen, in characters.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScreenSize(int Width, int Height);
