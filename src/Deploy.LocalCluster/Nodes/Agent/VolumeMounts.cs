using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Nodes.Agent;

/// <summary>
/// The volumes that a pod has of ConfigMaps and Secrets: until all are there none of its containers is created, and the node tries again,
/// after half a second first and up to about two minutes in the end. What is in the files is not simulated.
/// </summary>
internal sealed class VolumeMounts(Pod pod, double speed)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(122);

    private TimeSpan wait = First;

    public bool AreDone { get; private set; }

    /// <summary>When to try again.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>Tries to mount them all. What a kubelet says of the first that is not there; null when all are.</summary>
    public async Task<string?> TryAsync(KubernetesClient client, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var volume in pod.Spec.Volumes)
        {
            if (await FindMissingAsync(client, volume, ct) is not { } missing)
                continue;
            (NextAt, wait) = (now + (wait / speed), wait * 2 < Longest ? wait * 2 : Longest);
            return $"MountVolume.SetUp failed for volume \"{volume.Name}\" : {missing} not found";
        }
        AreDone = true;
        return null;
    }

    private async Task<string?> FindMissingAsync(KubernetesClient client, Volume volume, CancellationToken ct) => volume switch
    {
        { ConfigMap: { Optional: not true, Name: { Length: > 0 } name } } when await client.FindAsync(Resources.ConfigMaps, pod.Metadata.Namespace, name, ct) is null => $"configmap \"{name}\"",
        { Secret: { Optional: not true, SecretName: { Length: > 0 } name } } when await client.FindAsync(Resources.Secrets, pod.Metadata.Namespace, name, ct) is null => $"secret \"{name}\"",
        _ => null,
    };
}
