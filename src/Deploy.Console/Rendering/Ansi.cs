namespace Deploy.Console.Rendering;

/// <summary>Colour sequences within text.</summary>
internal static class Ansi
{
    /// <summary>The number of characters that are seen.</summary>
    public static int Length(string text)
    {
        if (!text.Contains('\e', StringComparison.Ordinal))
            return text.Length;
        var length = 0;
        var inSequence = false;
        foreach (var character in text)
        {
            if (character == '\e')
                inSequence = true;
            else if (!inSequence)
                length++;
            else if (char.IsLetter(character))
                inSequence = false;
        }
        return length;
    }
}
