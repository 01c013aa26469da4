using Deploy.LocalCluster;

// A test run, or, started by a test, the process of a local cluster.
return args is [LocalClusterHost.Verb, .. var rest]
    ? await LocalClusterHost.RunAsync(rest)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
