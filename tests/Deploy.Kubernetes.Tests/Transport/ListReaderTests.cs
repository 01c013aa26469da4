using System.Globalization;
using System.Text;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Kubernetes.Tests.Servers;
using Deploy.Kubernetes.Transport;
using FsCheck;
using FsCheck.Fluent;

namespace Deploy.Kubernetes.Tests.Transport;

public sealed class ListReaderTests
{
    [Fact]
    public void Any_cut_of_the_bytes_gives_the_same_list() => Prop
        .ForAll(Gen.Choose(1, 90).NonEmptyListOf().ToArbitrary(), Gen.Choose(0, 12).ToArbitrary(), (cuts, count) =>
        {
            var (names, version) = Read(Document(count), [.. cuts]);
            return names.SequenceEqual(Enumerable.Range(0, count).Select(Name)) && version == "42";
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_single_byte_may_arrive_alone()
    {
        var (names, version) = Read(Document(3), [1]);

        Assert.Equal(["pöd-0", "pöd-1", "pöd-2"], names);
        Assert.Equal("42", version);
    }

    [Fact]
    public void Metadata_behind_the_items_is_found_and_nulls_are_left_out()
    {
        var (names, version) = Read("""{"items":[null,{"metadata":{"name":"a"}},null],"other":{"items":[1]},"metadata":{"resourceVersion":"5","x":1}}""", [7]);

        Assert.Equal(["a"], names);
        Assert.Equal("5", version);
    }

    [Fact]
    public void One_item_may_be_larger_than_the_window()
    {
        var big = Answers.Pod("big", "1", extra: $",\"note\":\"{new string('x', 100_000)}\"");
        var (names, _) = Read(Answers.List("1", null, big, Answers.Pod("small", "2")), [1000]);

        Assert.Equal(["big", "small"], names);
    }

    private static string Name(int index) => $"pöd-{index.ToString(CultureInfo.InvariantCulture)}";

    private static string Document(int count) =>
        Answers.List("42", null, [.. Enumerable.Range(0, count).Select(i => Answers.Pod(Name(i), "1", extra: ",\"spec\":{\"unknown\":[{\"a\":\"}]\\\"\"}]}"))]);

    private static (List<string> Names, string Version) Read(string json, int[] cuts)
    {
        using var buffer = new ReadBuffer(new CutStream(Encoding.UTF8.GetBytes(json), cuts), 64);
        var reader = new ListReader<Pod>(buffer, ModelJson.Of<Pod>());
        var names = reader.ReadAsync(default).ToBlockingEnumerable().Select(pod => pod.Metadata.Name).ToList();
        return (names, reader.Metadata.ResourceVersion);
    }
}
