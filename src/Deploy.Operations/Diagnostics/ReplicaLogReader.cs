using System.Net;
using System.Runtime.CompilerServices;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Diagnostics;

/// <summary>Reads the logs of replicas. Signatures, tokens and passwords in them are masked.</summary>
public sealed class ReplicaLogReader(KubernetesClient client)
{
    // An archiver or a diagnosis that waits for a log which trickles or stalls looks after nothing else.
    private static readonly TimeSpan s_excerptWithin = TimeSpan.FromSeconds(20);

    /// <summary>The lines of a container's log, oldest first.</summary>
    /// <exception cref="DeployException">
    /// Replica.NotFound, Replica.ContainerNotFound, Replica.ContainerNotChosen, Replica.LogNotAvailable (it did not start, or did not run before),
    /// Replica.InvalidQuery, or the server refuses or cannot be reached.
    /// </exception>
    public async IAsyncEnumerable<string> ReadAsync(
        string ns, string pod, ReplicaLogOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var settings = Check(options ?? new ReplicaLogOptions(), $"{ns}/{pod}");
        var container = ContainerChoice.Of(await FindAsync(ns, pod, cancellationToken), settings.Container);
        var lines = client.ReadLogAsync(ns, pod, Translate(settings, container), cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (lines.ConfigureAwait(false))
        {
            while (await MoveAsync(lines, $"{ns}/{pod}", container, settings)) yield return Redaction.Text(lines.Current);
        }
    }

    /// <summary>The last lines as one excerpt; what cannot be read, or not in time, is said in it instead of thrown.</summary>
    internal async Task<LogExcerpt> ExcerptAsync(Pod pod, string container, bool previous, int lines, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new ReplicaLogOptions { Container = container, Previous = previous, Tail = lines };
        var read = new List<string>();
        using var patience = new CancellationTokenSource(s_excerptWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await foreach (var line in ReadAsync(pod.Metadata.Namespace ?? "", pod.Metadata.Name, options, either.Token)) read.Add(line);
        }
        catch (DeployException error)
        {
            return new LogExcerpt(container, previous, read, error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new LogExcerpt(container, previous, read, $"It did not come to its end within {s_excerptWithin.TotalSeconds:0} s.");
        }
        return new LogExcerpt(container, previous, read);
    }

    private async Task<Pod> FindAsync(string ns, string pod, CancellationToken cancellationToken)
    {
        try
        {
            return await client.FindAsync(Resources.Pods, ns, pod, cancellationToken)
                ?? throw new DeployException(ReplicaCodes.NotFound, $"There is no replica {pod} in namespace {ns}.", $"{ns}/{pod}");
        }
        catch (Exception error) when (error is KubernetesException or ArgumentException)
        {
            throw FailureTranslation.Translate(error, $"{ns}/{pod}");
        }
    }

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<string> lines, string target, string container, ReplicaLogOptions options)
    {
        try
        {
            return await lines.MoveNextAsync();
        }
        catch (KubernetesException refused) when (refused.StatusCode == HttpStatusCode.BadRequest)
        {
            // The server answers 400 for a container that has not started, and for a run before that there is none of.
            var which = options.Previous ? "no run before the present one" : "no log yet";
            throw new DeployException(ReplicaCodes.LogNotAvailable, $"Container {container} has {which}: {refused.Message}", target, null, refused);
        }
        catch (KubernetesException refused)
        {
            throw FailureTranslation.Translate(refused, target);
        }
    }

    private static ReplicaLogOptions Check(ReplicaLogOptions options, string target)
    {
        if (options.Tail < 0) throw new DeployException(ReplicaCodes.InvalidQuery, $"{options.Tail} is no number of lines; give 0 or more.", target);
        if (options.Since <= TimeSpan.Zero) throw new DeployException(ReplicaCodes.InvalidQuery, "The time to look back must be above zero.", target);
        return options is { Previous: true, Follow: true }
            ? throw new DeployException(ReplicaCodes.InvalidQuery, "A run that has ended cannot be followed.", target) : options;
    }

    private static LogOptions Translate(ReplicaLogOptions options, string container) => new()
    {
        Container = container,
        Previous = options.Previous,
        Follow = options.Follow,
        TailLines = options.Tail,
        SinceSeconds = options.Since is { } since ? (long)Math.Max(1, Math.Ceiling(since.TotalSeconds)) : null,
        Timestamps = options.Timestamps,
    };
}
