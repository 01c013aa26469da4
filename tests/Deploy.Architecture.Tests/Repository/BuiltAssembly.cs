using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Deploy.Architecture.Tests.Repository;

/// <summary>What a built assembly of the product really references.</summary>
internal static class BuiltAssembly
{
    // This test's own folder ends in bin/<configuration>/<framework>, and so do the others'.
    private static readonly string Output = Path.GetRelativePath(Path.Combine(SourceTree.Root, "tests", "Deploy.Architecture.Tests"), AppContext.BaseDirectory);

    public static string[] References(string project, string assembly)
    {
        var folder = Path.Combine(SourceTree.Root, Path.GetDirectoryName(project)!, Output);
        var file = Directory.EnumerateFiles(folder, "*.dll").Single(file => string.Equals(Path.GetFileName(file), FileName(project, assembly), StringComparison.OrdinalIgnoreCase));
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static string FileName(string project, string assembly)
    {
        var text = SourceTree.Read(project);
        var start = text.IndexOf("<AssemblyName>", StringComparison.Ordinal);
        return (start < 0 ? assembly : text[(start + "<AssemblyName>".Length)..text.IndexOf("</AssemblyName>", StringComparison.Ordinal)]) + ".dll";
    }
}
