using System.Collections;
using Deploy.Console.Binding;
using Deploy.Console.CommandLine;
using Deploy.Console.Rendering;

namespace Deploy.Console.Tests.Binding;

public sealed class ParameterBinderTests
{
    private static readonly CommandMetadata Command = MetadataReader.Read(typeof(SampleCommand))!;

    private static BoundCommand Bind(params string[] words) =>
        ParameterBinder.Bind(Command, Array.ConvertAll(words, Argument.FromShell));

    private static SampleCommand Instance(params string[] words) => (SampleCommand)Bind(words).CreateInstance();

    private static string Refusal(params string[] words) => Assert.Throws<UsageException>(() => Bind(words)).Message;

    [Fact]
    public void Positions_take_values_in_their_order()
    {
        using var command = Instance("a,b", "3");
        Assert.Equal(["a", "b"], command.Name);
        Assert.Equal(3, command.Count);
    }

    [Theory]
    [InlineData("-Name")]
    [InlineData("-name")]
    [InlineData("-Na")]
    [InlineData("-n")]
    public void Names_fit_in_any_case_by_prefix_and_by_alias(string written)
    {
        using var command = Instance(written, "x");
        Assert.Equal(["x"], command.Name);
    }

    [Fact]
    public void A_list_goes_on_over_words_that_end_with_a_comma()
    {
        using var command = Instance("-Name", "a,", "b,", "c", "-Count", "1");
        Assert.Equal(["a", "b", "c"], command.Name);
    }

    [Fact]
    public void A_value_may_be_attached_by_a_colon()
    {
        using var command = Instance("-Name:x", "-Count:7");
        Assert.Equal(["x"], command.Name);
        Assert.Equal(7, command.Count);
    }

    [Fact]
    public void Switches_live_in_the_binding_because_the_reference_type_holds_nothing()
    {
        var call = Bind("x", "-Force", "-Follow:$false");
        Assert.True(call.Switch("Force"));
        Assert.False(call.Switch("Follow"));
        Assert.True(call.IsBound("follow"));
    }

    [Fact]
    public void A_switch_takes_no_word_after_it()
    {
        using var command = Instance("-Force", "x");
        Assert.Equal(["x"], command.Name);
    }

    [Fact]
    public void Types_are_converted()
    {
        using var command = Instance(
            "x", "-Day", "mon", "-Timeout", "1m30s", "-Label", "a=1,b=x=y", "-Url", "https://h/p?q=1",
            "-From", "2026-11-21T08:00:00Z", "-Ratio", "0.5");
        Assert.Equal(DayOfWeek.Monday, command.Day);
        Assert.Equal(TimeSpan.FromSeconds(90), command.Timeout);
        Assert.Equal("1", command.Label!["a"]);
        Assert.Equal("x=y", command.Label["b"]);
        Assert.Equal("h", command.Url!.Host);
        Assert.Equal(8, command.From.UtcDateTime.Hour);
        Assert.Equal(0.5, command.Ratio);
    }

    [Fact]
    public void A_table_of_a_runbook_is_taken_as_it_is()
    {
        var table = new Argument { Text = "@{}", Table = new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v,w" } };
        var call = ParameterBinder.Bind(Command, [Argument.FromShell("x"), Argument.FromShell("-Label"), table]);
        using var command = (SampleCommand)call.CreateInstance();
        Assert.Equal("v,w", Assert.IsType<Hashtable>(command.Label)["K"]);
    }

    [Fact]
    public void The_other_set_is_chosen_by_its_parameter()
    {
        Assert.Equal("ByFile", Bind("-File", "f").ParameterSetName);
        Assert.Equal("ByName", Bind("x").ParameterSetName);
    }

    [Theory]
    [InlineData("-File does not go with -Name", "-Name", "x", "-File", "f")]
    [InlineData("needs -Name")]
    [InlineData("-Count must be a whole number, not 'many'", "x", "many")]
    [InlineData("-Count must be 0 to 10, not '11'", "x", "11")]
    [InlineData("has no place for 'z'", "x", "1", "z")]
    [InlineData("has no parameter -Forse. Did you mean -Force?", "x", "-Forse")]
    [InlineData("-Fo may mean -Force or -Follow", "x", "-Fo")]
    [InlineData("-Count needs a value", "x", "-Count")]
    [InlineData("-Count needs a value", "x", "-Count", "-Force")]
    [InlineData("-Name is given more than once", "-Name", "x", "-n", "y")]
    [InlineData("-Name must not be empty", "-Name", "")]
    [InlineData("-Day must be one of Sunday, Monday", "x", "-Day", "S")]
    [InlineData("-Timeout must be a duration such as 90s", "x", "-Timeout", "soon")]
    [InlineData("-Label takes name=value", "x", "-Label", "a")]
    [InlineData("-Colour must be one of red, green, not 'blue'", "x", "-Colour", "blue")]
    [InlineData("-Word must match ^[a-z]+$, not '1'", "x", "-Word", "1")]
    [InlineData("-Pair must have 1 to 2 values, not '3'", "x", "-Pair", "a,b,c")]
    [InlineData("-Url must be an absolute URL", "x", "-Url", "nowhere")]
    [InlineData("-Force is on or off", "x", "-Force:perhaps")]
    [InlineData("-ErrorAction must be Continue, Stop", "x", "-ErrorAction", "Panic")]
    [InlineData("-Output must be table, list, json or wide", "x", "-Output", "1")]
    public void What_is_wrong_is_said(string message, params string[] words) =>
        Assert.Contains(message, Refusal(words), StringComparison.Ordinal);

    [Fact]
    public void Common_parameters_are_known_everywhere()
    {
        var options = Bind("x", "-Output", "json", "-EA", "Stop", "-Verb", "-WhatIf", "-Confirm:$false", "-WA", "Ignore").Options;
        Assert.Equal(OutputFormat.Json, options.Output);
        Assert.Equal(ErrorAction.Stop, options.ErrorAction);
        Assert.True(options.Verbose);
        Assert.True(options.WhatIf);
        Assert.False(options.Confirm);
        Assert.True(options.SilenceWarnings);
    }

    [Fact]
    public void A_question_mark_asks_for_help_whatever_is_missing() => Assert.True(Bind("-?").Options.Help);

    [Fact]
    public void A_negative_number_is_a_value()
    {
        Assert.Contains("-Count must be 0 to 10, not '-3'", Refusal("x", "-Count", "-3"), StringComparison.Ordinal);
    }
}
