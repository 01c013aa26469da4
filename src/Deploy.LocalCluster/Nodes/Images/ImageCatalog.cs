namespace Deploy.LocalCluster.Nodes.Images;

/// <summary>The simulated images, as data. docs/simulated-images.md says the same in words; a test holds the two together.</summary>
internal static class ImageCatalog
{
    /// <summary>Images of this registry behave as named below; every other image behaves as ok.</summary>
    public const string Registry = "registry.local";

    private const string ManifestUnknown = "rpc error: code = NotFound desc = failed to pull and unpack image \"{0}\": failed to resolve reference \"{0}\": {0}: not found";

    public static IReadOnlyDictionary<string, ImageBehavior> All { get; } = new Dictionary<string, ImageBehavior>(StringComparer.Ordinal)
    {
        ["ok"] = new(),
        ["slow"] = new() { Startup = Seconds(20) },
        ["slow-pull"] = new() { Pull = Seconds(30) },
        ["missing"] = new() { PullError = ManifestUnknown },
        ["unauthorized"] = new() { PullError = "rpc error: code = Unknown desc = failed to pull and unpack image \"{0}\": failed to resolve reference \"{0}\": pull access denied, repository does not exist or may require authorization" },
        ["config-error"] = new() { CreateError = "configmap \"missing-config\" not found" },
        ["bad-command"] = new() { StartError = "failed to create containerd task: OCI runtime create failed: container_linux.go:370: starting container process caused: exec: \"/no/such/command\": stat /no/such/command: no such file or directory: unknown" },
        ["crash"] = new() { ExitAfter = Seconds(0.2), ExitCode = 1, LastWords = ["ERROR Failed to start: required property 'db.url' is not set", "Exiting with code 1"] },
        ["crash-later"] = new() { ExitAfter = Seconds(30), ExitCode = 1, LastWords = ["ERROR Unhandled exception in worker: connection pool exhausted", "Exiting with code 1"] },
        ["oom"] = new() { ExitAfter = Seconds(2), ExitCode = 137, OutOfMemory = true, LastWords = ["WARN Heap is 97 % full"] },
        ["oom-later"] = new() { ExitAfter = Seconds(30), ExitCode = 137, OutOfMemory = true, LastWords = ["WARN Heap is 97 % full"] },
        ["once"] = new() { ExitAfter = Seconds(1), ExitCode = 0, LastWords = ["Done"] },
        ["fail-once"] = new() { ExitAfter = Seconds(1), ExitCode = 3, LastWords = ["ERROR Migration failed: table 'orders' is locked"] },
        ["never-ready"] = new() { Ready = false },
        ["flapping"] = new() { FlapEvery = Seconds(30) },
        ["unready-later"] = new() { UnreadyAfter = Seconds(30) },
        ["dead"] = new() { DeadAfter = Seconds(5) },
        ["ignores-sigterm"] = new() { Stop = StopBehavior.Ignore },
        ["abrupt"] = new() { Stop = StopBehavior.Abrupt },
        ["disk-hog"] = new() { EvictedAfter = Seconds(30) },
    };

    private static readonly ImageBehavior Invalid = new() { InvalidName = true };

    public static ImageBehavior Find(string image)
    {
        if (ImageName.TryParse(image) is not { } name)
            return Invalid;
        return name.Registry == Registry && All.TryGetValue(name.Repository, out var behavior) ? behavior : All["ok"];
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
