using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Serialization;

namespace Deploy.LocalCluster.Tests.Controllers;

/// <summary>Kinds that tests create from YAML.</summary>
internal static class Kinds
{
    public static ResourceType<JsonObject> Pods { get; } = Resources.Pods.As(ModelJson.Of<JsonObject>);

    public static ResourceType<JsonObject> Deployments { get; } = Resources.Deployments.As(ModelJson.Of<JsonObject>);

    public static ResourceType<JsonObject> ReplicaSets { get; } = Resources.ReplicaSets.As(ModelJson.Of<JsonObject>);

    public static ResourceType<JsonObject> StatefulSets { get; } = Resources.StatefulSets.As(ModelJson.Of<JsonObject>);

    public static ResourceType<JsonObject> DaemonSets { get; } = Resources.DaemonSets.As(ModelJson.Of<JsonObject>);

    public static ResourceType<JsonObject> Services { get; } = Resources.Services.As(ModelJson.Of<JsonObject>);
}
