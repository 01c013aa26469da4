using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Modules;

/// <summary>Refuses parameters that cannot be published, before anything is changed.</summary>
internal static class ModuleSpecCheck
{
    internal static void Check(ModuleSpec spec)
    {
        ModuleNames.CheckName(spec.Name);
        ModuleNames.CheckNamespace(spec.Namespace);
        ModuleNames.CheckVersion(spec.Version);
        ModuleNames.CheckImage(spec.Image);
        CheckKind(spec);
        foreach (var (key, value) in spec.Labels.Concat(spec.NodeSelector))
            ModuleNames.CheckLabel(key, value);
        if (spec.Labels.Keys.FirstOrDefault(IsReserved) is { } reserved)
            throw ModuleNames.Invalid($"Label '{reserved}' is written by Deploy itself.", "Leave it out; name and version are parameters of their own.");
        foreach (var name in spec.Environment.Keys)
            ModuleNames.CheckVariable(name);
        if (spec.Environment.TryGetValue(ModuleLabels.VersionVariable, out var version) && version != spec.Version)
            throw ModuleNames.Invalid($"{ModuleLabels.VersionVariable} is '{version}' and the version '{spec.Version}'.", $"Leave {ModuleLabels.VersionVariable} out; it is set from the version.");
        CheckPorts(spec);
        CheckResources(spec.Resources);
        foreach (var check in new[] { spec.StartupCheck, spec.ReadinessCheck, spec.LivenessCheck }.OfType<HealthCheck>())
            CheckHealth(check);
        if (spec.LivenessCheck is { SuccessThreshold: not 1 } || spec.StartupCheck is { SuccessThreshold: not 1 })
            throw ModuleNames.Invalid("A start-up or liveness check must count one success.", "Leave its success threshold at 1.");
        CheckBase(spec.Base);
    }

    private static bool IsReserved(string label) =>
        label is ModuleLabels.Name or ModuleLabels.Version or ModuleLabels.Component or ModuleLabels.VirtualKubeletComponent || label.StartsWith("module.deploy/", StringComparison.Ordinal);

    private static void CheckKind(ModuleSpec spec)
    {
        if (spec.Replicas is { } replicas)
            ModuleNames.CheckReplicas(replicas);
        switch (spec.Kind)
        {
            case ModuleKind.StatefulSet:
                throw ModuleNames.Invalid("Stateful modules are published by manifest only.", "Write the StatefulSet into a file and publish that.");
            case ModuleKind.DaemonSet when spec.Replicas is not null:
                throw ModuleNames.Invalid("A DaemonSet runs one replica on every base; it has no replica count.", "Leave the replicas out, or publish as a Deployment.");
            case ModuleKind.Pod when spec.Replicas is not null and not 1:
                throw ModuleNames.Invalid("A bare pod is one replica.", "Leave the replicas out, or publish as a Deployment.");
            case not ModuleKind.Deployment when spec.Peer:
                throw ModuleNames.Invalid("The peer strategy is one of Deployments.", "Publish as a Deployment; a DaemonSet has one replica per base by itself.");
        }
    }

    private static void CheckPorts(ModuleSpec spec)
    {
        if (spec.Ports.FirstOrDefault(port => port.Number is < 1 or > 65535) is { } bad)
            throw ModuleNames.Invalid($"{bad.Number} is not a port.", "Give a number from 1 to 65535.");
        if (spec.Ports.GroupBy(port => (port.Number, port.Protocol)).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw ModuleNames.Invalid($"Port {twice.Key.Number}/{twice.Key.Protocol} is given twice.", "Give each port once.");
        if (spec.Service is not { } service)
            return;
        if (service.Port is < 1 or > 65535 || service.TargetPort is < 1 or > 65535)
            throw ModuleNames.Invalid($"{service.Port} or {service.TargetPort} is not a port of a Service.", "Give numbers from 1 to 65535.");
        if (service.Name is { } name)
            ModuleNames.CheckName(name);
        if (service.Type is not ("ClusterIP" or "NodePort" or "LoadBalancer" or "Headless"))
            throw ModuleNames.Invalid($"'{service.Type}' is not a type of Service.", "Use ClusterIP, NodePort, LoadBalancer or Headless.");
    }

    private static void CheckResources(ModuleResources? resources)
    {
        if (resources is null)
            return;
        CheckPair("cpu", resources.Cpu, resources.CpuLimit);
        CheckPair("memory", resources.Memory, resources.MemoryLimit);
    }

    private static void CheckPair(string name, string? request, string? limit)
    {
        var asked = Read(request);
        var atMost = Read(limit);
        if (asked is { } low && atMost is { } high && low > high)
            throw ModuleNames.Invalid($"The {name} request {request} is above its limit {limit}.", "Lower the request or raise the limit.");

        Quantity? Read(string? text) => text is null ? null
            : Quantity.TryParse(text, out var quantity) && quantity.Value >= 0 ? quantity
            : throw ModuleNames.Invalid($"'{text}' is not an amount of {name}.", "Write it as 500m or 2 for cpu, 512Mi or 2Gi for memory.");
    }

    private static void CheckHealth(HealthCheck check)
    {
        if (check.Kind != HealthCheckKind.Command && check.Port is < 1 or > 65535)
            throw ModuleNames.Invalid($"{check.Port} is not a port of a health check.", "Give a number from 1 to 65535.");
        if (check.Kind == HealthCheckKind.Command && check.Command.Count == 0)
            throw ModuleNames.Invalid("A command health check needs a command.", "Name the program to run in the container.");
        if (check.Kind == HealthCheckKind.Http && !check.Path.StartsWith('/'))
            throw ModuleNames.Invalid($"The health check's path '{check.Path}' does not start with a slash.", "Write it as /health.");
        if (check.Period < TimeSpan.FromSeconds(1) || check.Timeout < TimeSpan.FromSeconds(1) || check.InitialDelay < TimeSpan.Zero || check.FailureThreshold < 1 || check.SuccessThreshold < 1)
            throw ModuleNames.Invalid("A health check's period, timeout and thresholds are at least 1, its delay at least 0.", "Raise the value that is too small.");
    }

    private static void CheckBase(BaseSelector? chosen)
    {
        if (chosen is null)
            return;
        foreach (var value in new[] { chosen.Stack, chosen.Name, chosen.Version, chosen.Cluster, chosen.Environment }.OfType<string>())
            ModuleNames.CheckLabel(ModuleLabels.BaseName, value.Length > 0 ? value : throw ModuleNames.Invalid("A part of the base selector is empty.", "Leave it out, or give its value."));
    }
}
