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
