using System.Text;
using Deploy.Console.Binding;
using Deploy.Console.Help;

namespace Deploy.Console.Tests.Surface;

/// <summary>
/// What scripts rely on: commands, parameters, sets, aliases, types. A change of it is meant when the file beside this
/// one changes with it: DEPLOY_UPDATE_SURFACE=1 dotnet test tests/Deploy.Console.Tests --filter PublicSurface.
/// </summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_public_surface_is_as_written_down()
    {
        var file = Path.Combine(Repository, "tests", "Deploy.Console.Tests", "Surface", "surface.txt");
        var now = Describe();
        if (Environment.GetEnvironmentVariable("DEPLOY_UPDATE_SURFACE") is not null)
            File.WriteAllText(file, now);
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), now);
    }

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var command in CommandCatalog.All())
        {
            text.Append(command.Name).Append(command.SupportsShouldProcess ? $" (confirm impact {command.ConfirmImpact})" : "").Append('\n');
            foreach (var type in command.Outputs)
                text.Append("  -> ").Append(type.FullName).Append('\n');
            foreach (var parameter in command.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal))
                Describe(text, parameter);
        }
        return text.ToString();
    }

    private static void Describe(StringBuilder text, ParameterMetadata parameter)
    {
        text.Append("  -").Append(parameter.Name).Append(parameter.IsSwitch ? "" : $" <{Syntax.TypeName(parameter)}>");
        foreach (var alias in parameter.Aliases)
            text.Append(" alias ").Append(alias);
        foreach (var (set, how) in parameter.Sets.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append(" [").Append(set == ParameterInSet.EverySet ? "all" : set)
                .Append(how.IsMandatory ? " mandatory" : "").Append(how.Position is { } position ? $" {position}" : "")
                .Append(how.FromPipeline ? " pipeline" : "").Append(how.FromPropertyName ? " property" : "").Append(']');
        }
        text.Append('\n');
    }

    private static string Repository
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Deploy.slnx")))
                folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }
}
