using System.Collections;
using Deploy.Results;

namespace Deploy.Module.Binding;

/// <summary>Reads the hashtables of PowerShell.</summary>
internal static class Tables
{
    /// <summary>The entries as text; empty for no table.</summary>
    public static Dictionary<string, string> Strings(IDictionary? table)
    {
        var strings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table ?? new Hashtable())
            strings[entry.Key.ToString()!] = ResultText.Of(entry.Value);
        return strings;
    }
}
