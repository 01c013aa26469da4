using Deploy.Console.Runbooks;

namespace Deploy.Console.Tests.Runbooks;

public sealed class RunbookReaderTests
{
    private static IReadOnlyList<RunbookStatement> Read(string text) => RunbookReader.Read(text, "/books");

    private static string[] Words(string text) => [.. Assert.Single(Read(text)).Words.Select(word => word.Text)];

    [Fact]
    public void Comments_and_empty_lines_are_left_out()
    {
        var statements = Read("#requires -Version 7\n\n# first\nGet-A one # rest\n<# several\nlines #>\nGet-B\n");
        Assert.Equal(["Get-A", "Get-B"], statements.Select(statement => statement.Words[0].Text));
        Assert.Equal([4, 7], statements.Select(statement => statement.Line));
    }

    [Theory]
    [InlineData("Get-A 'it''s' \"two words\" plain", "it's", "two words", "plain")]
    [InlineData("Get-A \"a`\"b`n\"", "a\"b\n")]
    [InlineData("Get-A `$x", "$x")]
    [InlineData("Get-A a#b", "a#b")]
    [InlineData("Get-A -Name:'x y'", "-Name:x y")]
    public void Quotes_are_PowerShells(string text, params string[] words) => Assert.Equal(["Get-A", .. words], Words(text));

    [Fact]
    public void A_quoted_dash_is_a_value()
    {
        var word = Read("Get-A '-Name'")[0].Words[1];
        Assert.False(word.IsParameterName);
    }

    [Fact]
    public void A_backtick_goes_on_with_the_next_line()
    {
        var statement = Assert.Single(Read("Get-A one `\n    -Name two `\n    three\n"));
        Assert.Equal(1, statement.Line);
        Assert.Equal(["Get-A", "one", "-Name", "two", "three"], statement.Words.Select(word => word.Text));
    }

    [Fact]
    public void Lists_keep_their_items()
    {
        var word = Read("Get-A 'a,b', c,\"d\"")[0].Words[1];
        Assert.Equal(["a,b", "c", "d"], word.Items);
    }

    [Fact]
    public void Tables_keep_their_entries()
    {
        var word = Read("Get-A @{ A = 'x y'; B=2; 'c-d' = \"z\" }")[0].Words[1];
        Assert.Equal("x y", word.Table!["A"]);
        Assert.Equal("2", word.Table["b"]);
        Assert.Equal("z", word.Table["c-d"]);
    }

    [Fact]
    public void Variables_are_filled_in()
    {
        Environment.SetEnvironmentVariable("DEPLOY_RUNBOOK_TEST", "from env");
        var words = Words("$v = '2.0.0'\n$list = a,b\n$e=$env:DEPLOY_RUNBOOK_TEST\nGet-A $v \"v$v-${v}\" ok:$v $e $PSScriptRoot/x $true $list");
        Assert.Equal(["Get-A", "2.0.0", "v2.0.0-2.0.0", "ok:2.0.0", "from env", "/books/x", "$true", "a,b"], words);
    }

    [Fact]
    public void A_list_in_a_variable_stays_a_list() =>
        Assert.Equal(["a", "b"], Read("$l = a,b\nGet-A $l")[0].Words[1].Items);

    [Fact]
    public void Loading_the_module_is_PowerShells_affair() =>
        Assert.Equal("Get-A", Assert.Single(Read("Import-Module ./Deploy.psd1\nGet-A")).Words[0].Text);

    [Theory]
    [InlineData(1, "Get-A | Get-B")]
    [InlineData(2, "Get-A\nGet-B; Get-C")]
    [InlineData(1, "if ($true) { Get-A }")]
    [InlineData(1, "Get-A > file")]
    [InlineData(1, "Get-A $(Get-Date)")]
    [InlineData(1, "Get-A 'open")]
    [InlineData(1, "Get-A \"open")]
    [InlineData(1, "Get-A $unknown")]
    [InlineData(1, "Get-A a,")]
    [InlineData(1, "Get-A @{ a = 1")]
    [InlineData(1, "$x = 1 + 2")]
    [InlineData(1, "$x++")]
    [InlineData(3, "# one\n\n$x = Get-Date | Out-Null")]
    public void Script_is_refused_with_its_line(int line, string text) =>
        Assert.Equal(line, Assert.Throws<RunbookException>(() => Read(text)).Line);
}
