using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Tests.Modules;

/// <summary>What is written as YAML means the same to whoever reads it.</summary>
public sealed class YamlTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("registry.local/a_b/c:1.0-x", "registry.local/a_b/c:1.0-x")]
    [InlineData("true", "\"true\"")]
    [InlineData("Yes", "\"Yes\"")]
    [InlineData("n", "\"n\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("", "\"\"")]
    [InlineData("12", "\"12\"")]
    [InlineData("0644", "\"0644\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("--listen", "\"--listen\"")]
    [InlineData("0.0.0.0:7777", "\"0.0.0.0:7777\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a:", "\"a:\"")]
    [InlineData("a #b", "\"a #b\"")]
    [InlineData("[a]", "\"[a]\"")]
    [InlineData("two\nlines", "\"two\\nlines\"")]
    [InlineData(" a", "\" a\"")]
    public void Text_stays_text(string text, string written)
    {
        var yaml = YamlText.Write([new JsonObject { ["key"] = text }]);
        Assert.Equal($"---\nkey: {written}\n", yaml);
        Assert.Equal(text, Assert.Single(YamlDocuments.Read(yaml, "test"))["key"]!.GetValue<string>());
    }

    [Fact]
    public void Objects_are_documents_with_their_fields_in_order()
    {
        var yaml = YamlText.Write([new JsonObject { ["b"] = new JsonArray(1, 2.5, true, null), ["a"] = new JsonObject(), ["c"] = new JsonArray() }, new JsonObject { ["l"] = new JsonArray(new JsonObject { ["x"] = 1, ["y"] = "z" }) }]);
        Assert.Equal("---\nb:\n- 1\n- 2.5\n- true\n- null\na: {}\nc: []\n---\nl:\n- x: 1\n  \"y\": z\n", yaml);
    }

    [Fact]
    public void Whatever_it_is_it_is_read_back()
    {
        var random = new Random(20261201);
        for (var i = 0; i < 500; i++)
        {
            var made = new JsonObject { ["root"] = Any(random, 4) };
            var yaml = YamlText.Write([made]);
            Assert.True(JsonNode.DeepEquals(made, Assert.Single(YamlDocuments.Read(yaml, "test"))), yaml);
        }
    }

    private static JsonNode? Any(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => JsonValue.Create(random.Next(-1000, 1000)),
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => null,
        3 => JsonValue.Create(random.Next(1, 1000) / 8.0),
        4 => JsonValue.Create(string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "ab:#-{}[],&*!|>'\"%@`\\ \n\t0.yn~äж"[random.Next(30)]))),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(each => KeyValuePair.Create($"{"k-n: #"[..random.Next(1, 6)]}{each}", Any(random, depth - 1)))),
    };
}
