using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Deploy.Architecture.Tests.Repository;

/// <summary>What a built assembly of the product really references.</summary>
internal static class BuiltAssembly
{
    // This test's own folder ends in bin/<configuration>/<framework>, and so do the others'.
    private static readonly string Output = Path.GetRelativePath(Path.Combine(SourceTree.Root, "tests", "Deploy.Architecture.Tests"), AppContext.BaseDirectory);

    public static string[] References(string project, string assembly) =>
        Read(project, assembly, metadata => metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)));

    /// <summary>The members of other assemblies' types that it calls, such as <c>System.String.Concat</c>; those of generic types are left out.</summary>
    public static string[] Members(string project, string assembly) => Read(project, assembly, metadata =>
        from handle in metadata.MemberReferences
        let member = metadata.GetMemberReference(handle)
        where member.Parent.Kind == HandleKind.TypeReference
        let type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
        select $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}");

    private static string[] Read(string project, string assembly, Func<MetadataReader, IEnumerable<string>> read)
    {
        var folder = Path.Combine(SourceTree.Root, Path.GetDirectoryName(project)!, Output);
        var file = Directory.EnumerateFiles(folder, "*.dll").Single(file => string.Equals(Path.GetFileName(file), FileName(project, assembly), StringComparison.OrdinalIgnoreCase));
        using var image = new PEReader(File.OpenRead(file));
        return [.. read(image.GetMetadataReader())];
    }

    private static string FileName(string project, string assembly)
    {
        var text = SourceTree.Read(project);
        var start = text.IndexOf("<AssemblyName>", StringComparison.Ordinal);
        return (start < 0 ? assembly : text[(start + "<AssemblyName>".Length)..text.IndexOf("</AssemblyName>", StringComparison.Ordinal)]) + ".dll";
    }
}
