namespace Deploy.Conformance.Tests.Clusters;

/// <summary>A folder that goes with whoever made it.</summary>
internal sealed class TemporaryFolder : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("conformance-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
