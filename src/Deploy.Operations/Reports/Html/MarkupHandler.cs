using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Deploy.Kubernetes;

namespace Deploy.Operations.Reports.Html;

/// <summary>Puts values into literal HTML: the one place where text of others gets into a page, so nothing can be forgotten.</summary>
[InterpolatedStringHandler]
[StructLayout(LayoutKind.Auto)]
internal readonly ref partial struct MarkupHandler
{
    // All scripts stay readable; what HTML gives a meaning is encoded in any case.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text;

    public MarkupHandler(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + (formattedCount * 16));

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(string? value) => text.Append(Encoder.Encode(Clean(Redaction.Text(value))));

    public void AppendFormatted(Markup value) => text.Append(value.Text);

    public void AppendFormatted(int value) => text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{value}");

    public void AppendFormatted(long value) => text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{value}");

    /// <summary>A share of a hundred, with at most two decimals.</summary>
    public void AppendFormatted(double value) => text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{value:0.##}");

    public void AppendFormatted<T>(T value)
        where T : struct, Enum => AppendFormatted(value.ToString());

    public string ToText() => text.ToString();

    // Colours of a log are no text, and control characters are none in HTML.
    private static string Clean(string value)
    {
        if (!value.AsSpan().ContainsAnyInRange('\0', '\u001f') && !value.AsSpan().ContainsAnyInRange('\u007f', '\u009f'))
            return value;
        var plain = TerminalSequence().Replace(value, "");
        return string.Concat(plain.Where(character => !char.IsControl(character) || character is '\n' or '\t'));
    }

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TerminalSequence();
}
