using System.Globalization;

namespace Deploy.Kubernetes.Tests.Servers;

/// <summary>JSON as a server writes it.</summary>
internal static class Answers
{
    internal static string Pod(string name, string version, string? uid = null, string extra = "") =>
        $$"""{"metadata":{"name":"{{name}}","namespace":"default","uid":"{{uid ?? "uid-" + name}}","resourceVersion":"{{version}}"}{{extra}}}""";

    internal static string List(string version, string? next, params string[] items) =>
        $$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(',', items)}}]}""";

    internal static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""" + "\n";

    internal static string Gone { get; } =
        Event("ERROR", """{"kind":"Status","status":"Failure","reason":"Expired","message":"too old resource version","code":410}""");

    internal static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
