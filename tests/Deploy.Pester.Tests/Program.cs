using Deploy.Pester.Tests;

// A test run, or, started by a test, a program that hosts PowerShell.
return args is [HostProgram.Verb, var home, var script]
    ? HostProgram.Run(home, script)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
