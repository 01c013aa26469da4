using System.Collections.Immutable;
using System.Text.Json;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Leases;

/// <summary>
/// A controller's hold on one base, and its record of what it installed there, in one Lease object.
/// Both are written with the lease's resourceVersion: a controller that lost the base cannot write its intent,
/// so it never installs, and two controllers never install twice.
/// </summary>
/// <param name="client">Where the lease lives.</param>
/// <param name="node">The base's node name, also the lease's.</param>
/// <param name="holder">This controller's own identity.</param>
/// <param name="timing">How long a lease lasts.</param>
/// <param name="time">The clock.</param>
public sealed class BaseLease(KubernetesClient client, string node, string holder, BaseTiming timing, TimeProvider time)
{
    /// <summary>Where nodes' leases live.</summary>
    public const string Namespace = "kube-node-lease";

    private readonly LeaseObservation _others = new(time);
    private Lease? _lease;

    /// <summary>What was installed on the base by a controller, with the package's URL less its query, by name:version.</summary>
    public ImmutableDictionary<string, string> Installed { get; private set; } = ImmutableDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>When this controller's hold ends unless renewed: before another may take the base.</summary>
    public DateTimeOffset HeldUntil { get; private set; }

    /// <summary>Whether this controller may act on the base now.</summary>
    public bool IsHeld => time.GetUtcNow() < HeldUntil;

    /// <summary>When the hold is to be renewed, well before it ends.</summary>
    public DateTimeOffset RenewAt { get; private set; }

    /// <summary>Takes or renews the base, unless another controller has it.</summary>
    /// <returns>Whether this controller may act on the base.</returns>
    public async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        _lease ??= await client.FindAsync(Resources.Leases, Namespace, node, cancellationToken);
        if (_lease is null)
            return await WriteAsync(Installed, cancellationToken);
        Installed = Read(_lease);
        if (IsAnothers(_lease))
        {
            _lease = null;
            return false;
        }
        return await WriteAsync(Installed, cancellationToken);
    }

    /// <summary>Writes down what is about to be installed or what is gone, before and after the act.</summary>
    /// <returns>False when another controller has taken the base meanwhile: then nothing may be done.</returns>
    public Task<bool> RecordAsync(ImmutableDictionary<string, string> installed, CancellationToken cancellationToken) =>
        WriteAsync(installed, cancellationToken);

    /// <summary>Lets the base go at once, so that another controller need not wait for the lease to run out.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_lease is not null && IsHeld)
            await PutAsync(_lease.Metadata, Spec(_lease.Spec) with { HolderIdentity = "" }, cancellationToken);
        HeldUntil = default;
    }

    /// <summary>
    /// Ends the hold on a base that is no more. Where nothing of it can come back the lease goes along; else it stays, held by
    /// nobody, for as long as <see cref="BaseTiming.LeaseRetention"/> says.
    /// </summary>
    /// <param name="isGone">Whether the base ended by its own word, so that nothing runs there any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task EndAsync(bool isGone, CancellationToken cancellationToken)
    {
        if (_lease is null || !IsHeld)
            return;
        if (isGone || Installed.IsEmpty)
            await DeleteAsync(_lease.Metadata, cancellationToken);
        else
            await ReleaseAsync(cancellationToken);
        (_lease, HeldUntil) = (null, default);
    }

    private async Task DeleteAsync(ObjectMeta held, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync(Resources.Leases, Namespace, node, new DeleteOptions { Uid = held.Uid, ResourceVersion = held.ResourceVersion }, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            // Another controller has the base by now, and the lease is its own.
            return;
        }
    }

    private bool IsAnothers(Lease lease) => lease.Spec.HolderIdentity != holder && _others.Left(lease, timing.Lease) > TimeSpan.Zero;

    private async Task<bool> WriteAsync(ImmutableDictionary<string, string> installed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var metadata = (_lease?.Metadata ?? new ObjectMeta { Name = node, Namespace = Namespace }) with
        {
            Labels = new Dictionary<string, string>(_lease?.Metadata.Labels ?? ImmutableDictionary<string, string>.Empty) { [BaseLabels.Component] = "vnode-lease" },
            Annotations = new Dictionary<string, string>(_lease?.Metadata.Annotations ?? ImmutableDictionary<string, string>.Empty) { [BaseLabels.InstalledAnnotation] = JsonSerializer.Serialize(installed, ControllerJson.Default.ImmutableDictionaryStringString) },
        };
        if (!await PutAsync(metadata, Spec(_lease?.Spec ?? new LeaseSpec()), cancellationToken))
            return false;
        (Installed, HeldUntil, RenewAt) = (installed, now + LeaseObservation.Usable(timing.Lease), now + timing.LeaseRenewal);
        return true;
    }

    private LeaseSpec Spec(LeaseSpec was) => was with
    {
        HolderIdentity = holder,
        LeaseDurationSeconds = (int)timing.Lease.TotalSeconds,
        AcquireTime = was.HolderIdentity == holder ? was.AcquireTime : time.GetUtcNow(),
        RenewTime = time.GetUtcNow(),
        LeaseTransitions = (was.LeaseTransitions ?? 0) + (was.HolderIdentity == holder ? 0 : 1),
    };

    private async Task<bool> PutAsync(ObjectMeta metadata, LeaseSpec spec, CancellationToken cancellationToken)
    {
        var lease = new Lease { Metadata = metadata, Spec = spec };
        try
        {
            _lease = _lease is null
                ? await client.CreateAsync(Resources.Leases, Namespace, lease, cancellationToken: cancellationToken)
                : await client.ReplaceAsync(Resources.Leases, Namespace, node, lease, cancellationToken);
            return true;
        }
        catch (KubernetesException e) when (e.IsConflict || e.IsAlreadyExists || e.IsNotFound)
        {
            (_lease, HeldUntil) = (null, default);
            return false;
        }
    }

    private static ImmutableDictionary<string, string> Read(Lease lease)
    {
        var empty = ImmutableDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
        if (!lease.Metadata.Annotations.TryGetValue(BaseLabels.InstalledAnnotation, out var json))
            return empty;
        try
        {
            return JsonSerializer.Deserialize(json, ControllerJson.Default.ImmutableDictionaryStringString)?.WithComparers(StringComparer.Ordinal) ?? empty;
        }
        catch (JsonException)
        {
            // Edited by hand: without a record nothing is uninstalled, which is the safe side.
            return empty;
        }
    }
}
