using Deploy.Kubernetes.Protobuf;
using Deploy.Kubernetes.Tests.Servers;
using Deploy.Kubernetes.Transport;
using FsCheck;
using FsCheck.Fluent;

namespace Deploy.Kubernetes.Tests.Transport;

public sealed class MessageListReaderTests
{
    [Fact]
    public void Any_cut_of_the_bytes_gives_the_same_list() => Prop
        .ForAll(Gen.Choose(1, 90).NonEmptyListOf().ToArbitrary(), Gen.Choose(0, 12).ToArbitrary(), (cuts, count) =>
        {
            var (names, version) = Read(Document(count), [.. cuts]);
            return names.SequenceEqual(Enumerable.Range(0, count).Select(Name)) && version == "42/next";
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_single_byte_may_arrive_alone() => Assert.Equal(["pöd-0", "pöd-1", "pöd-2"], Read(Document(3), [1]).Names);

    [Fact]
    public void One_item_may_be_larger_than_the_window() =>
        Assert.Equal(["big", "small"], Read(Messages.List("1", null, Messages.Pod("big", 100_000), Messages.Pod("small")), [1000]).Names);

    [Fact]
    public void A_list_that_ends_anywhere_before_its_content_does_is_refused()
    {
        var whole = Document(3);
        // Behind the content come two empty fields of two bytes each: without them nothing is missing.
        for (var length = 0; length < whole.Length - 4; length++)
            Assert.Throws<InvalidDataException>(() => Read(whole[..length], [64]));
    }

    [Theory]
    [InlineData("6b387300ff")]
    [InlineData("7b226b696e64223a22506f644c697374227d")]
    [InlineData("6b38730012030a7f00")]
    [InlineData("6b38730012ffffffffffffffffffff01")]
    [InlineData("6b38730012ffffffffffffff7f")]
    [InlineData("6b387300130000")]
    public void What_is_no_list_is_refused(string bytes) => Assert.Throws<InvalidDataException>(() => Read(Convert.FromHexString(bytes), [3]));

    private static string Name(int index) => $"pöd-{Answers.Number(index)}";

    private static byte[] Document(int count) => Messages.List("42", "next", [.. Enumerable.Range(0, count).Select(index => Messages.Pod(Name(index), index * 40))]);

    private static (List<string> Names, string Version) Read(byte[] body, int[] cuts)
    {
        using var buffer = new ReadBuffer(new CutStream(body, cuts), 64);
        var reader = new MessageListReader<string>(buffer, NameOf);
        var names = reader.ReadAsync(default).ToBlockingEnumerable().ToList();
        return (names, $"{reader.Metadata.ResourceVersion}/{reader.Metadata.Continue}");
    }

    internal static string NameOf(ReadOnlySpan<byte> message)
    {
        var name = "";
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1)
            {
                var metadata = new WireReader(reader.Bytes);
                while (metadata.Read())
                    name = metadata.Field == 1 ? metadata.Text : name;
            }
        }
        return name;
    }
}
