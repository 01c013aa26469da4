namespace Deploy.Controller.Arklet;

/// <summary>A base could not be asked, or its answer could not be read.</summary>
/// <param name="code">A two-level error code, <c>Source.Type</c>.</param>
/// <param name="message">What happened, without the package's URL.</param>
/// <param name="inner">The cause.</param>
public sealed class ArkletException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The connection failed or broke.</summary>
    public const string NetworkError = "Arklet.NetworkError";

    /// <summary>Something answered, but not an arklet.</summary>
    public const string ServiceNotFound = "Arklet.ArkletServiceNotFound";

    /// <summary>The base did not answer in time.</summary>
    public const string TimedOut = "Arklet.InstallModuleTimedOut";

    /// <summary>The two-level error code.</summary>
    public string Code { get; } = code;
}
