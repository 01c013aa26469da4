using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;
using Deploy.Operations.Replicas.Waiting;
using FsCheck;
using FsCheck.Fluent;

namespace Deploy.Operations.Tests.Replicas;

/// <summary>Whatever a pod looks like: the golden cases with parts taken away, emptied, nulled, swapped and filled with nonsense.</summary>
public sealed class ReplicaStatesProperties
{
    private static readonly string[] Nonsense = ["", " ", "True", "Failed", "CrashLoopBackOff", "BROKEN", "9999999999999999999", "0/3 nodes are available: x", "2026-11-21T12:00:00Z", "\u0000", "{}", "-Xmx99999999999999g", "sig="];

    private static readonly DateTimeOffset[] Clocks = [DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch, new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)];

    private static readonly JsonObject[] Inputs = [.. ReplicaCase.Names.Select(name => new ReplicaCase(name).Input)];

    [Fact]
    public void Any_pod_has_a_state_and_an_explained_one_has_a_cause_of_the_catalogue() => Check((pod, evidence, now) =>
    {
        var verdict = ReplicaStates.Decide(pod, evidence, null, now);
        return Enum.IsDefined(verdict.State) && verdict.State != ReplicaState.Deleted
            && (verdict.Cause is null ? verdict.State == ReplicaState.Responsive : ErrorCodes.Find(verdict.Cause.Code) is not null && verdict.Cause.Message.Length > 0);
    });

    [Fact]
    public void The_same_input_gives_the_same_answer() => Check((pod, evidence, now) =>
        ReplicaStates.Decide(pod, evidence, null, now) == ReplicaStates.Decide(pod, evidence, null, now));

    [Fact]
    public void A_state_that_changes_by_time_alone_changes_then() => Check((pod, evidence, now) =>
    {
        var verdict = ReplicaStates.Decide(pod, evidence, null, now);
        if (verdict.ChangesAt is not { } time || time == DateTimeOffset.MaxValue) return true;
        return time > now && ReplicaStates.Decide(pod, evidence, null, time) is var later && (later.State != verdict.State || later.Cause?.Code != verdict.Cause?.Code);
    });

    [Fact]
    public void A_module_a_wait_and_a_description_come_of_any_pod() => Check((pod, evidence, now) =>
    {
        var verdict = ReplicaStates.Decide(pod, evidence, null, now);
        var wait = ReplicaWait.Judge(new WorkloadFacts { Desired = 1, Conditions = pod.Status.Conditions, Events = evidence.Events ?? [] }, [new(pod, verdict, evidence.Events)], null, now);
        var module = ModuleIdentity.Of(pod);
        _ = ContainerDiagnosis.Of(new PodView(pod, evidence, null, now));
        return Enum.IsDefined(wait.Outcome) && module?.Name is not "";
    });

    private static void Check(Func<Pod, ReplicaEvidence, DateTimeOffset, bool> property)
    {
        var seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();
        Prop.ForAll(seeds, seed =>
        {
            var random = new Random(seed);
            var input = Inputs[random.Next(Inputs.Length)].DeepClone();
            for (var i = random.Next(12); i > 0; i--) Spoil(input["pod"], random);
            for (var i = random.Next(3); i > 0; i--) Spoil(input["events"], random);
            return Read(input["pod"], KubernetesJson.Default.Pod) is not { } pod
                || property(pod, new ReplicaEvidence { Events = input["events"] is JsonArray events ? [.. events.Select(entry => Read(entry, KubernetesJson.Default.Event)!)] : null }, Clocks[random.Next(Clocks.Length)]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    // A field whose type the reader refuses is no pod: the server would not have kept it either.
    private static T? Read<T>(JsonNode? node, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return node.Deserialize(type);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Spoil(JsonNode? root, Random random)
    {
        for (var node = root; node is not null;)
        {
            var count = node switch { JsonObject fields => fields.Count, JsonArray items => items.Count, _ => 0 };
            if (count == 0) return;
            var at = random.Next(count);
            var key = node is JsonObject map ? map.ElementAt(at).Key : null;
            var child = key is not null ? node[key] : node[at];
            if (child is JsonObject or JsonArray && random.Next(4) > 0)
            {
                node = child;
                continue;
            }
            Change(node, key, at, child, random);
            return;
        }
    }

    private static void Change(JsonNode parent, string? key, int at, JsonNode? child, Random random)
    {
        JsonNode? spoiled = random.Next(5) switch
        {
            0 => null,
            1 => child is JsonArray ? new JsonArray(null, null) : child is JsonObject ? new JsonObject() : Nonsense[random.Next(Nonsense.Length)],
            2 => child is JsonValue value && value.TryGetValue<long>(out _) ? JsonValue.Create(random.Next(2) == 0 ? int.MaxValue : int.MinValue) : child?.DeepClone(),
            3 => Nonsense[random.Next(Nonsense.Length)],
            _ => child is JsonValue text && text.TryGetValue<string>(out var old) && DateTimeOffset.TryParse(old, CultureInfo.InvariantCulture, out _) ? "9999-12-31T23:59:59Z" : null,
        };
        if (key is not null) parent[key] = spoiled;
        else parent[at] = spoiled;
    }
}
