using System.Globalization;
using System.Text;
using System.Text.Json;
using Deploy.Controller.Arklet;

namespace Deploy.Controller.Tests.Arklet;

public sealed class ArkletReaderTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Arklet", "Answers");

    public static TheoryData<string> Cases => [.. Directory.EnumerateFiles(Folder, "*.input.json").Select(f => Path.GetFileName(f).Replace(".input.json", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Reads_an_answer_as_the_golden_file_says(string name)
    {
        using var answer = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".input.json")));
        var expected = await File.ReadAllTextAsync(Path.Combine(Folder, name + ".output.txt"));
        Assert.Equal(expected.ReplaceLineEndings("\n"), Describe(answer.RootElement));
    }

    [Fact]
    public void Reads_metaspace_and_state_of_a_base()
    {
        using var answer = JsonDocument.Parse("""{"code":"SUCCESS","data":{"healthData":{"jvm":{"java max metaspace":1000,"java committed metaspace":400},"masterBizInfo":{"bizState":"ACTIVATED"}}}}""");
        Assert.Equal(new BaseHealth(BizState.Activated, 1000, 400), ArkletReader.ReadHealth(answer.RootElement));
        Assert.Equal(600, ArkletReader.ReadHealth(answer.RootElement).FreeMetaspace);
    }

    [Fact]
    public void A_metaspace_without_limit_is_none()
    {
        using var answer = JsonDocument.Parse("""{"data":{"healthData":{"jvm":{"java max metaspace":-1,"java committed metaspace":"much"}}}}""");
        Assert.Equal(new BaseHealth(BizState.Unknown, null, null), ArkletReader.ReadHealth(answer.RootElement));
    }

    private static string Describe(JsonElement answer)
    {
        var reply = ArkletReader.ReadReply(answer);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{reply.Code}/{reply.DataCode}/{reply.Message}\n");
        foreach (var biz in ArkletReader.ReadAllBiz(answer))
            text.Append(CultureInfo.InvariantCulture, $"{biz.Identity} {biz.State} path={biz.WebContextPath} records={biz.Records.Count} latest={Describe(biz.Latest)}\n");
        return text.ToString();
    }

    private static string Describe(BizStateRecord? record) =>
        record is null ? "none" : $"{record.State} {record.Reason} \"{record.Message}\" {record.ChangedAt:yyyy-MM-ddTHH:mm:ssZ}";
}
