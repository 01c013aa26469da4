using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Tests.Replicas;

/// <summary>
/// One folder of Cases: a pod and what is known besides (input.json), and the state and cause it must give (expected.json). Where nodes and
/// schedulers of Kubernetes 1.36 say it in other words than those of 1.20, the same in their words beside it: input.1.36.json.
/// </summary>
internal sealed class ReplicaCase
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string InputFile = "input";
    private const string Json = ".json";

    private readonly string _folder;
    private readonly string _version;
    private readonly JsonObject _input;

    /// <param name="name">The folder, with the version whose words it is where there are several: <c>oom-no-limit.1.36</c>.</param>
    public ReplicaCase(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        (_folder, _version) = (Path.Combine(Folder, dot < 0 ? name : name[..dot]), dot < 0 ? "" : name[dot..]);
        _input = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, InputFile + _version + Json)))!.AsObject();
    }

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, InputFile + "*" + Json, SearchOption.AllDirectories)
        .Select(file => Path.GetFileName(Path.GetDirectoryName(file)) + Path.GetFileName(file)[InputFile.Length..^Json.Length]).Order(StringComparer.Ordinal);

    private static string Folder => Repository.Path("tests", "Deploy.Operations.Tests", "Replicas", "Cases");

    public DateTimeOffset Now => DateTimeOffset.Parse((string)_input["now"]!, CultureInfo.InvariantCulture);

    public JsonObject Input => _input;

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

    private string ExpectedFile => Path.Combine(_folder, $"expected{_version}{Json}");

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
