using Deploy.Console.Binding;
using Deploy.Console.Help;
using Deploy.Console.Runbooks;

namespace Deploy.Console.Tests.Help;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. CommandCatalog.All().Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_is_explained_in_full(string name)
    {
        var command = CommandCatalog.Find(name)!;
        var topic = HelpLibrary.Find(name);
        Assert.NotNull(topic);
        Assert.Equal(name, topic.Name);
        Assert.NotEmpty(topic.Synopsis);
        Assert.NotEmpty(topic.Description);
        Assert.NotEmpty(topic.Outputs);
        Assert.True(topic.Examples.Count >= 2, "at least two examples");
        Assert.All(command.Parameters, parameter => Assert.True(
            topic.Parameters.GetValueOrDefault(parameter.Name) is { Length: > 0 }, $"-{parameter.Name} is not explained"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Nothing_is_explained_that_is_not_there(string name)
    {
        var command = CommandCatalog.Find(name)!;
        using var reader = new StreamReader(typeof(HelpLibrary).Assembly.GetManifestResourceStream($"Help.{name}.md")!);
        var own = HelpTopicReader.Read(reader.ReadToEnd()).Parameters.Keys;
        Assert.All(own, parameter => Assert.Contains(command.Parameters, known => known.Name == parameter));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_is_a_command_line_that_binds(string name)
    {
        foreach (var example in HelpLibrary.Find(name)!.Examples)
        {
            // The first command of a pipeline is bound here; whole pipelines run in PowerShell's tests.
            var statements = RunbookReader.Read(example.Code.Split(" | ")[0], "/examples");
            Assert.NotEmpty(statements);
            foreach (var statement in statements)
            {
                var command = CommandCatalog.Find(statement.Words[0].Text);
                Assert.NotNull(command);
                ParameterBinder.Bind(command, [.. statement.Words.Skip(1)]);
            }
        }
    }

    [Fact]
    public void Every_topic_is_there_in_every_language()
    {
        Assert.Equal(["about_Deploy", "about_Deploy_Maintenance", "about_Deploy_Releases"], HelpLibrary.AboutTopics);
        Assert.Equal(["en-US", "zh-CN"], HelpLibrary.Languages);
        Assert.All(HelpLibrary.AboutTopics, topic => Assert.NotEqual(HelpLibrary.FindAbout(topic), HelpLibrary.FindAbout(topic, "zh-CN")));
        Assert.Equal(HelpLibrary.FindAbout("Deploy"), HelpLibrary.FindAbout("about_deploy", "fr-FR"));
    }

    [Theory]
    [InlineData("- one two three four", "  - one two\n    three four\n")]
    [InlineData("模块，安装在基座上面。", "  模块，安装在\n  基座上面。\n")]
    [InlineData("one\n\n```powershell\nGet-It -Very -Long\n\nGet-More\n```", "  one\n\n      Get-It -Very -Long\n\n      Get-More\n")]
    public void Text_is_wrapped_at_the_columns_that_it_takes(string text, string expected)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new TextFlow(output, 14).Write(text, "  ");
        Assert.Equal(expected, output.ToString());
    }

    [Fact]
    public void No_help_is_left_without_its_command()
    {
        Assert.All(HelpLibrary.Commands, name => Assert.NotNull(CommandCatalog.Find(name)));
    }

    [Fact]
    public void Syntax_is_written_as_PowerShell_writes_it()
    {
        var command = MetadataReader.Read(typeof(Binding.SampleCommand))!;
        var lines = Syntax.Lines(command).ToList();
        Assert.StartsWith("Test-Sample [-Name] <string[]> [[-Count] <int>] [-Force]", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Test-Sample -File <string> [-Force]", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("[-WhatIf] [-Confirm] [<CommonParameters>]", lines[0], StringComparison.Ordinal);
    }
}
