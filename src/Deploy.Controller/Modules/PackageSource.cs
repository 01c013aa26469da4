namespace Deploy.Controller.Modules;

/// <summary>Tells packages apart by where they lie. A signature that was renewed does not make another package.</summary>
public static class PackageSource
{
    /// <summary>A package's URL less its query and fragment; empty for none.</summary>
    public static string Of(string? url)
    {
        if (url is null)
            return "";
        var end = url.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? url : url[..end];
    }
}
