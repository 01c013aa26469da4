using System.Text;
using System.Text.Json;
using Deploy.Console.Rendering;
using Deploy.Module.Display;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;

namespace Deploy.Console.Tests.Rendering;

public sealed class WriterTests
{
    private static readonly ReplicaStatus Good = new()
    {
        Name = "biz1-abc-1", Module = "biz1", Version = "1.0.0", State = ReplicaState.Responsive, Base = "node-1", Age = TimeSpan.FromSeconds(75),
        Ready = "1/1", Namespace = "default", CreatedAt = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero),
    };

    private static readonly ReplicaStatus Bad = Good with
    {
        Name = "biz1-abc-2", State = ReplicaState.StartingError, Base = null, Age = TimeSpan.FromHours(5.5), Restarts = 3, Ready = "0/1",
        Cause = new Cause("Image", "Image.NotFound", "no such image", "push it"),
    };

    private static string Table(OutputFormat format, params object[] values)
    {
        Paint.IsEnabled = false;
        using var text = new StringWriter { NewLine = "\n" };
        using (var writer = new TableWriter(text, format))
        {
            foreach (var value in values)
                writer.Write(value);
            writer.Complete();
        }
        return text.ToString();
    }

    [Fact]
    public void A_table_reads_like_kubectls()
    {
        Assert.Equal(
            """
            Name         Module   Version   Ready   State           Restarts   Age     Base     Cause
            biz1-abc-1   biz1     1.0.0     1/1     Responsive      0          75s     node-1   
            biz1-abc-2   biz1     1.0.0     0/1     StartingError   3          5h30m   <none>   Image.NotFound: no such image

            """.ReplaceLineEndings("\n"),
            Table(OutputFormat.Table, Good, Bad));
    }

    [Fact]
    public void On_a_screen_the_last_column_ends_with_it()
    {
        Paint.IsEnabled = false;
        using var text = new StringWriter { NewLine = "\n" };
        using (var writer = new TableWriter(text, OutputFormat.Table, screen: 130))
        {
            writer.Write(Bad with { Cause = new Cause("Image", "Image.NotFound", new string('x', 200), "") });
            writer.Complete();
        }
        Assert.All(text.ToString().Split('\n'), line => Assert.True(line.Length <= 130, line));
        Assert.Contains("…", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Wide_has_more_columns()
    {
        var wide = Table(OutputFormat.Wide, Bad);
        Assert.Contains("Namespace", wide, StringComparison.Ordinal);
        Assert.Contains("Image.NotFound: no such image", wide, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_of_another_type_begin_another_table()
    {
        var text = Table(OutputFormat.Table, Good, ErrorCodes.All[0], "a line");
        Assert.Equal(3, text.Split("\n\n").Length + (text.EndsWith("a line\n", StringComparison.Ordinal) ? 1 : 0));
    }

    [Fact]
    public void A_list_has_one_line_for_each_property()
    {
        using var text = new StringWriter { NewLine = "\n" };
        using (var writer = new ListWriter(text))
            writer.Write(Bad);
        Assert.Contains("Suggestion       : push it\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("Cause            : Image.NotFound: no such image\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_always_an_array_with_PowerShells_names()
    {
        using var none = JsonDocument.Parse(Json());
        Assert.Equal(0, none.RootElement.GetArrayLength());
        using var two = JsonDocument.Parse(Json(Good, Bad));
        var bad = two.RootElement[1];
        Assert.Equal(
            ["Name", "Module", "Version", "State", "Cause", "Base", "Age", "Restarts"],
            bad.EnumerateObject().Take(8).Select(property => property.Name));
        Assert.Equal("StartingError", bad.GetProperty("State").GetString());
        Assert.Equal("Image.NotFound", bad.GetProperty("Cause").GetProperty("Code").GetString());
        Assert.Equal(JsonValueKind.Null, bad.GetProperty("Base").ValueKind);
        Assert.Equal("05:30:00", bad.GetProperty("Age").GetString());
        Assert.Equal("2026-11-21T08:00:00Z", bad.GetProperty("CreatedAt").GetString());
        Assert.Equal(3, bad.GetProperty("Restarts").GetInt32());
    }

    [Fact]
    public void Colours_do_not_count_as_width()
    {
        Assert.Equal(10, Ansi.Length("\e[32mResponsive\e[0m"));
        Assert.Equal(3, Ansi.Length("abc"));
    }

    private static string Json(params object[] values)
    {
        using var stream = new MemoryStream();
        using (var writer = new JsonWriter(stream))
        {
            foreach (var value in values)
                writer.Write(value);
            writer.Complete();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
