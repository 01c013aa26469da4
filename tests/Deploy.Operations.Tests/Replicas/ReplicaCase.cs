using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Tests.Replicas;

/// <summary>One folder of Cases: a pod and what is known besides (input.json), and the state and cause it must give (expected.json).</summary>
internal sealed class ReplicaCase
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string _folder;
    private readonly JsonObject _input;

    public ReplicaCase(string name)
    {
        _folder = Repository.Path("tests", "Deploy.Operations.Tests", "Replicas", "Cases", name);
        _input = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "input.json")))!.AsObject();
    }

    public static IEnumerable<string> Names => Directory
        .EnumerateDirectories(Repository.Path("tests", "Deploy.Operations.Tests", "Replicas", "Cases"))
        .Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public DateTimeOffset Now => DateTimeOffset.Parse((string)_input["now"]!, CultureInfo.InvariantCulture);

    public string PodJson => _input["pod"]!.ToJsonString();

    public Pod Pod => _input["pod"].Deserialize(KubernetesJson.Default.Pod)!;

    public ReplicaStateOptions Options => _input["options"] is { } options
        ? new() { ReadinessGrace = TimeSpan.Parse((string)options["readinessGrace"]!, CultureInfo.InvariantCulture) }
        : ReplicaStateOptions.Default;

    public ReplicaEvidence Evidence => new()
    {
        Events = _input["events"] is JsonArray events ? [.. events.Select(entry => entry.Deserialize(KubernetesJson.Default.Event)!)] : null,
        Node = _input["node"]?.Deserialize(KubernetesJson.Default.Node),
        Capacity = _input["nodes"] is JsonArray nodes
            ? new(nodes.Select(node => node.Deserialize(KubernetesJson.Default.Node)!), _input["pods"]!.AsArray().Select(pod => pod.Deserialize(KubernetesJson.Default.Pod)!))
            : null,
    };

    private string ExpectedFile => Path.Combine(_folder, "expected.json");

    public string Expected => File.Exists(ExpectedFile) ? File.ReadAllText(ExpectedFile) : "";

    public void Accept(string actual) => File.WriteAllText(ExpectedFile, actual);

    public static string Write(ReplicaVerdict verdict)
    {
        var json = new JsonObject { ["state"] = verdict.State.ToString() };
        if (verdict.Cause is { } cause)
        {
            json["code"] = cause.Code;
            json["message"] = cause.Message;
            json["suggestion"] = cause.Suggestion;
        }
        if (verdict.ChangesAt is { } time) json["changesAt"] = time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
        if (verdict.Wants != EvidenceKinds.None) json["wants"] = verdict.Wants.ToString();
        return json.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }
}
