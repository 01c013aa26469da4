using System.Text.Json.Nodes;

namespace Deploy.Functions.Tests;

/// <summary>
/// What the Functions host posts, as golden files: a case is a folder. Its <c>case.json</c>, where it has one, tells another
/// method, a padding in bytes, or how many times it is posted at once.
/// </summary>
public sealed class PayloadTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Payloads");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_payload_gets_its_answer(string name)
    {
        await using var handler = await HandlerFixture.StartAsync();
        var expected = JsonNode.Parse(await ReadAsync(name, "expected.json"))!;
        var how = File.Exists(Path.Combine(Folder, name, "case.json")) ? JsonNode.Parse(await ReadAsync(name, "case.json")) : null;
        var method = how?["method"] is { } other ? new HttpMethod((string)other!) : null;
        var request = await ReadAsync(name, "request.json") + new string(' ', (int?)how?["padding"] ?? 0);

        var answers = await Task.WhenAll(Enumerable.Range(0, (int?)how?["times"] ?? 1).Select(_ => handler.PostAsync("/StuckDeletions", request, method)));

        foreach (var (status, body) in answers)
        {
            Assert.Equal((int)expected["status"]!, status);
            AssertSame(expected, body);
        }
        // However many come at once, one of them does the work.
        if (expected["outcomes"] is not null)
            Assert.Contains("Completed", answers.Select(answer => (string?)answer.Body!["ReturnValue"]![0]!["outcome"]));
    }

    private static void AssertSame(JsonNode expected, JsonNode? body)
    {
        if (expected["outcomes"] is JsonArray outcomes)
        {
            Assert.Contains((string?)body!["ReturnValue"]![0]!["outcome"], outcomes.Select(outcome => (string?)outcome));
            return;
        }
        foreach (var report in (body?["ReturnValue"] as JsonArray)?.OfType<JsonObject>() ?? [])
            (report["startedOn"], report["endedOn"]) = ("*", "*");
        Assert.Equal(expected["body"]?.ToJsonString(), body?.ToJsonString());
    }

    private static Task<string> ReadAsync(string name, string file) => File.ReadAllTextAsync(Path.Combine(Folder, name, file), TestContext.Current.CancellationToken);
}
