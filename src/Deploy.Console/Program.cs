using Deploy.Console.Hosting;
using Deploy.LocalCluster;

if (args is [LocalClusterHost.Verb, ..])
    return await LocalClusterHost.RunAsync(args[1..]);
using var interruption = new Interruption();
return await new ConsoleProgram(new Terminal()).RunAsync(args, interruption.Token);
