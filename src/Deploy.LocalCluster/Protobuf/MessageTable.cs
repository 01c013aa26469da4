using System.Collections.Frozen;
using System.Globalization;

namespace Deploy.LocalCluster.Protobuf;

/// <summary>
/// Field numbers of the message types that clients send, read once from messages.txt. A line is <c>Message: number name type, ...</c>;
/// behind a type <c>[]</c> marks a list, <c>{}</c> a map with text keys, <c>^</c> an inlined message.
/// </summary>
internal static class MessageTable
{
    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<int, MessageField>>> Messages = new(Read);

    /// <summary>The fields of a message by number, or null when the type is none of the table.</summary>
    public static FrozenDictionary<int, MessageField>? Find(string message) => Messages.Value.GetValueOrDefault(message);

    private static FrozenDictionary<string, FrozenDictionary<int, MessageField>> Read()
    {
        using var stream = typeof(MessageTable).Assembly.GetManifestResourceStream("messages.txt")
            ?? throw new InvalidOperationException("the table of messages is missing from the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": "))
            .ToFrozenDictionary(parts => parts[0], parts => parts[1].Split(", ").Select(Field).ToFrozenDictionary(field => field.Number, field => field.Field), StringComparer.Ordinal);
    }

    private static (int Number, MessageField Field) Field(string text)
    {
        var parts = text.Split(' ');
        var type = parts[2];
        var field = new MessageField(parts[1], type.TrimEnd('[', ']', '{', '}', '^'), type.EndsWith("[]", StringComparison.Ordinal), type.EndsWith("{}", StringComparison.Ordinal), type.EndsWith('^'));
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), field);
    }
}
