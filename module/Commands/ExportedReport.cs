namespace Deploy.Module.Commands;

/// <summary>A report page that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Modules">Modules in it.</param>
/// <param name="Releases">Releases in it.</param>
/// <param name="Replicas">Replicas that run.</param>
/// <param name="Archived">Replicas that went.</param>
public sealed record ExportedReport(string Path, long Bytes, int Modules, int Releases, int Replicas, int Archived)
{
    public override string ToString() => Path;
}
