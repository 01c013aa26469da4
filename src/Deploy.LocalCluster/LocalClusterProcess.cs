using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Bases;
using Deploy.LocalCluster.Processes;

namespace Deploy.LocalCluster;

/// <summary>Starts, finds and stops the one local cluster of a home, which runs in a process of its own.</summary>
public static class LocalClusterProcess
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan LaunchPoll = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    /// <summary>Starts the cluster unless it runs already, and returns when it is ready.</summary>
    /// <exception cref="LocalClusterException">It ended while starting, or was not ready in time.</exception>
    public static async Task<RunningCluster> StartAsync(LocalClusterProcessOptions options, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        var home = new ClusterHome(options.Home);
        home.CreateFolder();
        using var late = new CancellationTokenSource(options.Timeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            using var starting = await FileLock.AcquireAsync(home.StartLock, options.TimeProvider, either.Token);
            if (await FindAsync(home, options.TimeProvider, either.Token) is { } running) return await AddBasesAsync(running with { WasRunning = true }, options, either.Token);
            progress?.Report("Starting the local cluster");
            while (true)
            {
                await ReplaceStaleAsync(home, options.TimeProvider, progress, either.Token);
                if (await LaunchAsync(home, options, either.Token) is not { } started) continue;
                progress?.Report("The local cluster is ready");
                return started;
            }
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new LocalClusterException("User.LocalClusterTimedOut", $"The local cluster was not ready within {options.Timeout.TotalSeconds:0} s.", $"Read {home.Log}, or allow more time.", e);
        }
    }

    /// <summary>A running cluster gets the bases that are wanted beyond those it has; it never loses any.</summary>
    private static async Task<RunningCluster> AddBasesAsync(RunningCluster running, LocalClusterProcessOptions options, CancellationToken ct)
    {
        using var bases = options.Bases > 0 ? await RemoteBases.OpenAsync(options.Home, ct) : null;
        if (bases is null) return running;
        var count = (await bases.ListAsync(ct)).Count;
        for (; count < options.Bases; count++) await bases.AddAsync(ct: ct);
        return running with { Bases = count };
    }

    /// <summary>The cluster of a home, or null when none runs and answers.</summary>
    public static Task<RunningCluster?> FindAsync(string home, TimeProvider? time = null, CancellationToken ct = default) =>
        FindAsync(new ClusterHome(home), time ?? TimeProvider.System, ct);

    /// <summary>Ends the cluster of a home, and no other process; false when none runs.</summary>
    public static async Task<bool> StopAsync(string home, TimeProvider? time = null, CancellationToken ct = default)
    {
        var files = new ClusterHome(home);
        if (!Directory.Exists(files.Folder)) return false;
        var clock = time ?? TimeProvider.System;
        using var stopping = await FileLock.AcquireAsync(files.StartLock, clock, ct);
        var state = await ClusterState.ReadAsync(files, ct);
        var alive = state is { IsAlive: true };
        if (alive) await EndAsync(state!, clock, ct);
        files.Clear();
        return alive;
    }

    private static async Task<RunningCluster?> FindAsync(ClusterHome home, TimeProvider time, CancellationToken ct)
    {
        var state = await ClusterState.ReadAsync(home, ct);
        return state is { IsAlive: true } && await ControlClient.AnswersAsync(state, time, ct) ? Describe(home, state) : null;
    }

    /// <summary>Waits for a cluster whose starter is gone, or ends one that no longer answers, and clears what a dead one has left.</summary>
    private static async Task ReplaceStaleAsync(ClusterHome home, TimeProvider time, IProgress<string>? progress, CancellationToken ct)
    {
        var state = await ClusterState.ReadAsync(home, ct);
        if (state is { IsAlive: true })
        {
            progress?.Report("Replacing a local cluster that does not answer");
            await EndAsync(state, time, ct);
        }

        // The lock outlives the state file when a process has only just begun; whoever holds it is about to write one or to end.
        while (FileLock.IsHeld(home.OwnerLock))
        {
            state = await ClusterState.ReadAsync(home, ct);
            if (state is { IsAlive: true }) await EndAsync(state, time, ct);
            else await Task.Delay(Poll, time, ct);
        }

        home.Clear();
    }

    /// <summary>
    /// Starts a process and waits until it says that it is ready, which it does when it listens and all its parts work; null when one
    /// of a starter that is gone was faster.
    /// </summary>
    private static async Task<RunningCluster?> LaunchAsync(ClusterHome home, LocalClusterProcessOptions options, CancellationToken ct)
    {
        var instance = Guid.NewGuid().ToString("N");
        using var process = Launch(home, options, instance);
        try
        {
            while (true)
            {
                var state = await ClusterState.ReadAsync(home, ct);
                if (state?.Instance == instance && state.Control is not null) return Describe(home, state);
                if (process.HasExited) return process.ExitCode == LocalClusterHost.AlreadyOwned ? null : throw Ended(home, process.ExitCode);
                await Task.Delay(LaunchPoll, options.TimeProvider, ct);
            }
        }
        catch
        {
            if (!process.HasExited) process.Kill();
            throw;
        }
    }

    private static Process Launch(ClusterHome home, LocalClusterProcessOptions options, string instance)
    {
        var command = options.Command;
        // Its streams are its own and closed at once: whoever reads this process's output must not wait for the cluster.
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home.Folder,
        };
        string[] arguments =
        [
            .. command.Skip(1), LocalClusterHost.Verb, Path.GetDirectoryName(home.Folder)!, instance,
            options.Nodes.ToString(CultureInfo.InvariantCulture), options.Bases.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Start(start);
        process.StandardInput.Close();
        process.StandardOutput.Close();
        process.StandardError.Close();
        return process;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new LocalClusterException("User.LocalClusterFailed", $"{start.FileName} could not be started.", "Look whether it is there and may be run.", e);
        }
    }

    private static async Task EndAsync(ClusterState state, TimeProvider time, CancellationToken ct)
    {
        var asked = await ControlClient.StopAsync(state, time, ct);
        var deadline = time.GetUtcNow() + (asked ? StopPatience : TimeSpan.Zero);
        while (state.IsAlive)
        {
            if (time.GetUtcNow() >= deadline) ProcessMark.Kill(state.ProcessId, state.ProcessMark);
            await Task.Delay(Poll, time, ct);
        }
    }

    private static LocalClusterException Ended(ClusterHome home, int exitCode)
    {
        var last = File.Exists(home.Log) ? File.ReadLines(home.Log).LastOrDefault() : null;
        return new("User.LocalClusterFailed", $"The local cluster ended while starting (exit code {exitCode}){(last is null ? "." : $": {last}")}", $"Read {home.Log}.");
    }

    private static RunningCluster Describe(ClusterHome home, ClusterState state) => new()
    {
        ProcessId = state.ProcessId,
        StartedAt = state.StartedAt,
        Nodes = state.Nodes,
        Bases = state.Bases,
        Kubeconfig = home.Kubeconfig,
        Log = home.Log,
        BlobStore = state.BlobStore ?? "",
        Connection = new ClusterConnection { Server = state.Server!, Name = "local" },
    };
}
