using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Defaulting;

/// <summary>Defaults of one volume.</summary>
internal static class VolumeDefaults
{
    private const int ReadableByOwner = 420; // 0644

    public static void Apply(JsonObject volume)
    {
        if (volume.Count == 1 && volume.ContainsKey("name")) volume["emptyDir"] = new JsonObject();
        foreach (var source in (ReadOnlySpan<string>)["secret", "configMap", "downwardAPI", "projected"])
            volume.Object(source)?.Default("defaultMode", ReadableByOwner);
        volume.Object("hostPath")?.Default("type", "");
        foreach (var item in volume.Objects("downwardAPI", "items")) item.Object("fieldRef")?.Default("apiVersion", "v1");
        foreach (var source in volume.Objects("projected", "sources"))
        {
            source.Object("serviceAccountToken")?.Default("expirationSeconds", 3600);
            foreach (var item in source.Objects("downwardAPI", "items")) item.Object("fieldRef")?.Default("apiVersion", "v1");
        }
    }
}
