namespace Deploy.Operations.Modules;

/// <summary>How a replica's health is asked.</summary>
public enum HealthCheckKind
{
    /// <summary>An HTTP GET that answers 200 to 399.</summary>
    Http,

    /// <summary>A TCP connection that opens.</summary>
    Tcp,

    /// <summary>A command in the container that exits 0.</summary>
    Command,
}
