using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Api;

/// <summary>One answer of an API server, successful or not.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Body">The object, list or Status that came.</param>
public sealed record ApiAnswer(HttpStatusCode Code, JsonObject Body)
{
    /// <summary>The Status's reason, such as <c>Conflict</c>; null on success.</summary>
    public string? Reason => Body.Text("reason");

    /// <summary>The body of a successful answer.</summary>
    public JsonObject Succeed()
    {
        Assert.True((int)Code < 300, $"{(int)Code} {Body.ToJsonString()}");
        return Body;
    }

    /// <summary>Asserts a refusal with this code and reason, and returns its Status.</summary>
    public JsonObject Refuse(HttpStatusCode code, string reason)
    {
        Assert.True(Code == code && Reason == reason, $"expected {(int)code} {reason}, got {(int)Code} {Body.ToJsonString()}");
        return Body;
    }
}
