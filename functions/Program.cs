using Deploy.Functions.Hosting;

// Started by the Functions host as its custom handler, or by hand with --self-host.
var app = FunctionApp.Build(args);
await app.RunAsync();
