using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Deploy.Functions.Telemetry;

/// <summary>Exports traces and metrics over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector; otherwise does nothing.</summary>
internal sealed class TelemetryExport(IConfiguration configuration) : IHostedService, IDisposable
{
    private TracerProvider? tracing;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService("deploy-functions");
        // The web server's own activity around a tick is nobody's sample; the default would drop ours along with it.
        tracing = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).SetSampler(new AlwaysOnSampler()).AddSource(TimerTelemetry.Name).AddOtlpExporter().Build();
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(TimerTelemetry.Name).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // The last sweep's spans are the ones that tell why it was stopped.
        tracing?.ForceFlush((int)TimeSpan.FromSeconds(2).TotalMilliseconds);
        metrics?.ForceFlush((int)TimeSpan.FromSeconds(2).TotalMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        tracing?.Dispose();
        metrics?.Dispose();
    }
}
