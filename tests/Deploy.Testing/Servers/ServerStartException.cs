namespace Deploy.Testing.Servers;

/// <summary>A server of a test run did not come up; the message ends with its output.</summary>
public sealed class ServerStartException(string message) : Exception(message);
