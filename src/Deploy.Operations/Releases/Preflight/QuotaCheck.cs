using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>Whether the namespace's quotas leave room for the replicas that a release adds. Pure.</summary>
internal static class QuotaCheck
{
    internal static PreflightCheck Of(IEnumerable<ResourceQuota> quotas, JsonObject template, int needed)
    {
        var asked = NodePlaces.Requests(template).ToDictionary(pair => pair.Key, pair => pair.Value * needed, StringComparer.Ordinal);
        foreach (var quota in quotas)
        {
            foreach (var (resource, hard) in quota.Status.Hard)
            {
                var name = resource.StartsWith("requests.", StringComparison.Ordinal) ? resource["requests.".Length..] : resource;
                var more = name == "pods" ? needed : asked.GetValueOrDefault(name);
                var used = quota.Status.Used.GetValueOrDefault(resource);
                if (more > 0 && used.Value + more > hard.Value)
                {
                    return new PreflightCheck("quota", false,
                        $"quota '{quota.Metadata.Name}' allows {resource} {hard}, of which {used} are used and {new Quantity(more, hard.Format)} more are needed.", ReleaseCodes.PreflightFailed.Code);
                }
            }
        }
        return new PreflightCheck("quota", true, "no quota stands in the way");
    }
}
