using Deploy.Console.Hosting;
using Deploy.LocalCluster;
using Deploy.Module.Pump;

if (args is [LocalClusterHost.Verb, ..])
    return await LocalClusterHost.RunAsync(args[1..]);
if (args is [var verb, ..] && verb.IndexOf('-', StringComparison.Ordinal) > 0)
    CommandStart.Anticipate();
using var interruption = new Interruption();
return await new ConsoleProgram(new Terminal()).RunAsync(args, interruption.Token);
