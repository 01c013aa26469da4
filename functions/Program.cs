using System.Globalization;
using Deploy.Functions;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Storage.Faults;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

try
{
    var builder = FunctionsApplication.CreateBuilder(args);
    if (HostWatch.Endpoint(builder.Configuration) is null)
        throw new DeployException(DeployCodes.InvalidSetting, "This is a function app: only the Azure Functions host can start it.", suggestion: "Deploy it, or start it with 'func start' in its published folder.");
    var settings = MaintenanceSettings.Read(builder.Configuration.AsEnumerable());
    builder.Services.AddSingleton(settings).AddSingleton(Limits(builder.Configuration)).AddSingleton(TimeProvider.System)
        .AddSingleton<Clusters>().AddSingleton<TimerRunner>();
    // Once the worker sends traces, metrics and logs itself, the host sends none for it; where no collector is named, the host's own monitoring gets them.
    if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
    {
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults().UseOtlpExporter()
            .WithTracing(tracing => tracing.AddSource(MaintenanceTick.TelemetryName)).WithMetrics(metrics => metrics.AddMeter(MaintenanceTick.TelemetryName))
            .WithLogging(null, logging => logging.IncludeFormattedMessage = true);
    }
    // The last is stopped first: runs under way end before anything else does.
    builder.Services.AddHostedService<HostWatch>().AddHostedService(services => services.GetRequiredService<TimerRunner>());
    builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.StopWithin);
    using var app = builder.Build();
    _ = app.Services.GetRequiredService<Clusters>();
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is DeployException or KubeConfigException or StorageException)
{
    // The host shows what its worker writes to its error output.
    var failure = FailureTranslation.Translate(e);
    await Console.Error.WriteLineAsync($"{failure.Code.Code}: {failure.Message} {failure.Suggestion}");
    return 1;
}

// The host kills the whole worker, every other timer with it, soon after functionTimeout: a tick ends well before.
static TickLimits Limits(IConfiguration configuration)
{
    var text = configuration["AzureFunctionsJobHost:functionTimeout"]
        ?? new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "host.json")).Build()["functionTimeout"];
    return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero ? new(timeout * 0.8) : TickLimits.Default;
}
