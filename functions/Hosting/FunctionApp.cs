using Deploy.Functions.Invocations;
using Deploy.Functions.Schedules;
using Deploy.Functions.Settings;
using Deploy.Functions.Telemetry;

namespace Deploy.Functions.Hosting;

/// <summary>Puts the handler together: endpoints for the Functions host, and with <c>--self-host</c> the schedules themselves.</summary>
public static class FunctionApp
{
    private const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";
    private const string SelfHost = "--self-host";

    /// <summary>Builds the application. Settings that cannot be right fail here, not at the first tick.</summary>
    public static WebApplication Build(string[] args) => Build(args, _ => { });

    /// <summary>As <see cref="Build(string[])"/>; what is configured here takes the place of the handler's own services.</summary>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(args);
        var builder = WebApplication.CreateSlimBuilder(args.Where(a => a != SelfHost).ToArray());
        Add(builder, args.Contains(SelfHost, StringComparer.Ordinal));
        configure(builder);
        var app = builder.Build();
        app.Services.GetRequiredService<ClusterTargets>();
        Map(app);
        return app;
    }

    private static void Add(WebApplicationBuilder builder, bool selfHost)
    {
        var settings = FunctionSettings.Read(builder.Configuration);
        // Port 0 takes any free one: nobody but a person who started it by hand then asks for it.
        var port = builder.Configuration.GetValue(PortVariable, 0);
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.ListenLoopback(port);
            k.Limits.MaxRequestBodySize = InvocationEndpoint.MaxBody;
            k.AddServerHeader = false;
        });
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = settings.StopWithin);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ClusterTargets>();
        builder.Services.AddSingleton<TimerRunner>();
        builder.Services.AddSingleton(_ => TimerSchedule.ReadAll(AppContext.BaseDirectory));
        builder.Services.AddHostedService<TelemetryExport>();
        if (selfHost)
            builder.Services.AddHostedService<TimerLoop>();
    }

    private static void Map(WebApplication app)
    {
        app.MapMethods("/", ["GET", "HEAD"], () => Results.Text("ready"));
        app.MapGet("/healthz", HealthEndpoint.AnswerAsync);
        app.MapMethods("/{name}", ["POST"], InvocationEndpoint.AnswerAsync);
    }
}
