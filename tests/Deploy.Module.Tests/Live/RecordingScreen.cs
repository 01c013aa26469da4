using Deploy.Module.Live;
using Deploy.Testing;

namespace Deploy.Module.Tests.Live;

/// <summary>A screen in memory: what stands on it, what is typed, what is left behind.</summary>
internal sealed class RecordingScreen : IScreen
{
    private readonly Lock gate = new();
    private TerminalGrid grid = new(80, 24);
    private ScreenSize size = new(80, 24);
    private string typed = "";

    public ScreenSize Size
    {
        get
        {
            lock (gate)
                return size;
        }
        set
        {
            lock (gate)
                (size, grid) = (value, new TerminalGrid(value.Width, value.Height));
        }
    }

    public string Shown
    {
        get
        {
            lock (gate)
                return grid.Text;
        }
    }

    public string? Left { get; private set; }

    public bool TryEnter() => true;

    public void Write(string frame)
    {
        lock (gate)
            grid.Write(frame);
    }

    public void Leave(string last) => Left = last;

    public void Type(string keys)
    {
        lock (gate)
            typed += keys;
    }

    public string ReadKeys()
    {
        lock (gate)
        {
            var keys = typed;
            typed = "";
            return keys;
        }
    }
}
