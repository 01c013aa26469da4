using System.Xml.Linq;
using Deploy.Architecture.Tests.Repository;

namespace Deploy.Architecture.Tests;

/// <summary>Who may reference whom: by project file, and by what the compiler really bound.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Assemblies => [.. Houses.Arrows.Keys];

    [Fact]
    public void Every_project_of_the_product_has_its_arrows() =>
        Assert.Equal(Houses.Arrows.Keys.Order(), Houses.Projects.Keys.Order());

    [Theory, MemberData(nameof(Assemblies))]
    public void A_project_references_only_what_it_may(string assembly)
    {
        var references = XDocument.Parse(SourceTree.Read(Houses.Projects[assembly])).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));
        Assert.Empty(references.Except(Houses.Arrows[assembly]));
    }

    [Theory, MemberData(nameof(Assemblies))]
    public void An_assembly_sees_only_what_its_project_reaches(string assembly)
    {
        var references = BuiltAssembly.References(Houses.Projects[assembly], assembly);
        Assert.Empty(references.Where(name => name.StartsWith("Deploy.", StringComparison.Ordinal)).Except(Houses.Reach(assembly)));
    }

    [Theory, MemberData(nameof(Assemblies))]
    public void Only_the_storage_touches_the_azure_sdk(string assembly)
    {
        var azure = BuiltAssembly.References(Houses.Projects[assembly], assembly).Where(name => name.StartsWith("Azure.", StringComparison.Ordinal));
        Assert.True(assembly == "Deploy.Storage" || !azure.Any(), $"{assembly} references {string.Join(", ", azure)}");
    }

    [Theory, MemberData(nameof(Assemblies))]
    public void Only_the_kubernetes_project_sees_the_official_client(string assembly) =>
        Assert.Equal(assembly == "Deploy.Kubernetes", BuiltAssembly.References(Houses.Projects[assembly], assembly).Contains("KubernetesClient"));

    [Fact]
    public void A_typed_copy_of_an_object_is_never_written_back()
    {
        // A field that the package's type does not know would be lost with it.
        var replaces = BuiltAssembly.Members(Houses.Projects["Deploy.Kubernetes"], "Deploy.Kubernetes")
            .Where(member => member.StartsWith("k8s.", StringComparison.Ordinal) && member.Contains(".Replace", StringComparison.Ordinal));
        Assert.Equal(
            ["k8s.ICustomObjectsOperations.ReplaceClusterCustomObjectWithHttpMessagesAsync", "k8s.ICustomObjectsOperations.ReplaceNamespacedCustomObjectWithHttpMessagesAsync"],
            replaces.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, InlineData("Deploy.LocalCluster"), InlineData("Deploy.Controller"), InlineData("Deploy.Kubernetes"), InlineData("Deploy.Operations"), InlineData("Deploy.Module")]
    public void What_runs_inside_powershell_needs_the_base_framework_only(string assembly)
    {
        var references = BuiltAssembly.References(Houses.Projects[assembly], assembly);
        Assert.DoesNotContain(references, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_of_packages_are_central()
    {
        var own = SourceTree.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(file => XDocument.Parse(SourceTree.Read(file)).Descendants("PackageReference").Any(package => package.Attribute("Version") is not null));
        Assert.Empty(own);
    }

    [Fact]
    public void The_solution_has_every_project()
    {
        var solution = SourceTree.Read("Deploy.slnx");
        Assert.Empty(SourceTree.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{file}\"", StringComparison.Ordinal)));
    }
}
