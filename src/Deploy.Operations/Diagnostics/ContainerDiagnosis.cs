using System.Globalization;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Diagnostics;

/// <summary>Describes the containers of a pod.</summary>
internal static class ContainerDiagnosis
{
    public static IReadOnlyList<ContainerDiagnostic> Of(PodView view) => [.. view.Inits.Concat(view.Apps).Select(container => Describe(view, container))];

    private static ContainerDiagnostic Describe(PodView view, ContainerView container) => new()
    {
        Name = container.Name,
        IsInit = container.IsInit,
        Image = Redaction.Url(container.Image),
        State = container.Running is not null ? "Running" : container.Waiting is not null ? "Waiting" : container.Terminated is not null ? "Terminated" : "Unknown",
        Reason = container.Waiting?.Reason ?? container.Terminated?.Reason,
        Message = Redact(container.Waiting?.Message ?? container.Terminated?.Message),
        StartedAt = container.Running?.StartedAt ?? container.Terminated?.StartedAt,
        Ready = container.Status.Ready,
        Restarts = container.Restarts,
        End = End(view, container, container.Terminated),
        LastEnd = End(view, container, container.LastTerminated),
        Requests = Amounts(container.Spec?.Resources?.Requests),
        Limits = Amounts(container.Spec?.Resources?.Limits),
        JavaHeap = Heap(container),
        Checks = [.. Checks(container.Spec)],
        Command = [.. (container.Spec?.Command ?? []).Concat(container.Spec?.Args ?? []).Where(part => part is not null).Select(part => Redaction.Text(part))],
        Environment = Environment(container.Spec),
    };

    private static ContainerEnd? End(PodView view, ContainerView container, ContainerStateTerminated? end) =>
        end is null ? null : new(end.ExitCode, end.Reason, ExitCauses.Explain(view, container, end).Message, end.StartedAt, end.FinishedAt);

    private static string? Heap(ContainerView container)
    {
        var limit = Replicas.Amounts.Get(container.Spec?.Resources?.Limits, "memory");
        return JavaHeap.Of(container.Spec, limit) is { } heap ? $"{Replicas.Amounts.Bytes(heap.Bytes)} ({heap.Setting})" : null;
    }

    private static Dictionary<string, string> Amounts(IReadOnlyDictionary<string, Quantity>? amounts) =>
        (amounts ?? new Dictionary<string, Quantity>(StringComparer.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);

    private static IEnumerable<string> Checks(Container? container)
    {
        foreach (var (name, check) in new[] { ("startup", container?.StartupProbe), ("readiness", container?.ReadinessProbe), ("liveness", container?.LivenessProbe) })
        {
            if (ProbeCauses.Describe(check) is not { } asked) continue;
            var delay = check!.InitialDelaySeconds is > 0 and var seconds ? string.Create(CultureInfo.InvariantCulture, $", first after {seconds} s") : "";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{name}: {Redaction.Text(asked)} every {check.PeriodSeconds ?? 10} s within {check.TimeoutSeconds ?? 1} s, fails after {check.FailureThreshold ?? 3} times{delay}");
        }
    }

    private static Dictionary<string, string> Environment(Container? container)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in container?.Env ?? [])
        {
            if (entry is not null) values[entry.Name] = entry.ValueFrom is { } source ? Reference(source) : Redaction.EnvValue(entry.Name, entry.Value);
        }
        return values;
    }

    // A reference is named, never followed.
    private static string Reference(EnvVarSource source) =>
        source.SecretKeyRef is { } secret ? $"(Secret {secret.Name}: {secret.Key})"
        : source.ConfigMapKeyRef is { } map ? $"(ConfigMap {map.Name}: {map.Key})"
        : source.FieldRef is { } field ? $"(field {field.FieldPath})" : "(reference)";

    private static string? Redact(string? text) => text is null ? null : Redaction.Text(text);
}
