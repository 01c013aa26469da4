using System.Reflection;
using System.Xml.Linq;
using Deploy.Console.Rendering;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;

namespace Deploy.Console.Tests.Rendering;

public sealed class FormatFileTests
{
    private static readonly Assembly[] Homes = [typeof(AsyncCmdlet).Assembly, typeof(ErrorCode).Assembly];

    private static IEnumerable<string> TypeNames()
    {
        using var stream = typeof(FormatFile).Assembly.GetManifestResourceStream("Deploy.Format.ps1xml")!;
        return [.. XDocument.Load(stream).Descendants("TypeName").Select(name => name.Value).Distinct()];
    }

    private static Type Find(string name) =>
        Homes.Select(home => home.GetType(name)).FirstOrDefault(type => type is not null)
        ?? throw new InvalidOperationException($"The format file knows {name}, which is not there.");

    [Fact]
    public void Every_view_can_be_shown_by_the_console()
    {
        Assert.NotEmpty(TypeNames());
        foreach (var type in TypeNames().Select(Find))
        {
            var views = new[] { OutputFormat.Table, OutputFormat.Wide, OutputFormat.List }.Select(format => FormatFile.Find(type, format)).OfType<View>().ToList();
            Assert.NotEmpty(views);
            Assert.All(views, view => Assert.NotEmpty(view.Columns));
        }
    }

    [Theory]
    [InlineData("[Deploy.Module.Display.Show]::Age($_.Age)")]
    [InlineData("[Deploy.Module.Display.Cell]::Of($_, 'Age', 'Show.Age'); 1")]
    [InlineData("$_.Age")]
    public void A_script_block_of_another_shape_is_refused(string script) =>
        Assert.Contains(script, Assert.Throws<InvalidOperationException>(() => CellSource.Script(typeof(Deploy.Operations.Replicas.ReplicaStatus), script)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Show.Nonsense")]
    [InlineData("Elsewhere.Age")]
    [InlineData("Show")]
    public void A_display_function_that_is_not_there_is_named(string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => Deploy.Module.Display.Cell.Function(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_type_that_a_command_writes_has_a_view()
    {
        foreach (var command in Console.Binding.CommandCatalog.All())
        {
            Assert.All(command.Outputs, type => Assert.True(type == typeof(string) || TypeNames().Contains(type.FullName)));
        }
    }

    [Fact]
    public void A_type_that_the_file_does_not_know_has_no_view() => Assert.Null(FormatFile.Find(typeof(Version), OutputFormat.Table));
}
