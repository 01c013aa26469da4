using Deploy.Controller.Arklet;
using Deploy.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Control;

/// <summary>What the agents of all bases share.</summary>
internal sealed record ControllerParts(KubernetesClient Client, ArkletClient Arklet, PodIndex Pods, SchedulingNudge Nudge, EventWriter Events, ControllerMetrics Metrics, RevisionReader Revisions, ModuleControllerOptions Options, TimeProvider Time, ILogger Logger);
