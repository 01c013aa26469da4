namespace Deploy.Operations.Reports.Html;

/// <summary>HTML that may stand in a page as it is. It is made from literals; what is put into them is encoded.</summary>
internal readonly record struct Markup(string Text)
{
    /// <summary>Nothing.</summary>
    public static Markup None { get; } = new("");

    /// <summary>A literal with values in it. Values are redacted and encoded, other markup stands as it is.</summary>
    public static Markup Of(ref MarkupHandler literal) => new(literal.ToText());

    /// <summary>Several one after the other.</summary>
    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public override string ToString() => Text;
}
