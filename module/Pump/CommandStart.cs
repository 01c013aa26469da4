using Deploy.Module.Connection;

namespace Deploy.Module.Pump;

/// <summary>What a host of commands may begin before it knows which command is to run.</summary>
public static class CommandStart
{
    /// <summary>Begins, beside the caller, what a command's first request to its cluster would wait for. Never fails; without a server with TLS it does nothing.</summary>
    public static void Anticipate() => ClusterSelection.Anticipate();
}
