namespace Deploy.Console.Hosting;

/// <summary>Ends a command after its first failure, which has been reported.</summary>
internal sealed class CommandStoppedException() : Exception("The command stopped at its first failure.");
