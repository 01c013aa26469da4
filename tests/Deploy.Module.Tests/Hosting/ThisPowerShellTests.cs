using Deploy.Module.Hosting;
using Deploy.Operations.Errors;

namespace Deploy.Module.Tests.Hosting;

public sealed class ThisPowerShellTests : IDisposable
{
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    private readonly string home = Directory.CreateTempSubdirectory("deploy-pwsh-").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void PowerShells_own_program_is_started_again() =>
        Assert.Equal([In("pwsh" + Suffix)], ThisPowerShell.Find(In("pwsh" + Suffix), home, "dotnet"));

    [Fact]
    public void The_dotnet_that_runs_PowerShell_runs_it_again()
    {
        Lay("pwsh.dll", "pwsh" + Suffix);
        var dotnet = Path.Combine(Path.GetTempPath(), "dotnet" + Suffix);
        Assert.Equal([dotnet, In("pwsh.dll")], ThisPowerShell.Find(dotnet, home, "another"));
    }

    [Fact]
    public void Another_program_starts_the_PowerShell_that_it_brings()
    {
        Lay("pwsh.dll", "pwsh" + Suffix);
        Assert.Equal([In("pwsh" + Suffix)], ThisPowerShell.Find(In("editor" + Suffix), home, "dotnet"));
    }

    [Fact]
    public void Where_there_is_only_an_assembly_dotnet_runs_it()
    {
        Lay("pwsh.dll");
        Assert.Equal(["dotnet", In("pwsh.dll")], ThisPowerShell.Find(In("editor" + Suffix), home, "dotnet"));
    }

    [Theory]
    [InlineData("editor")]
    [InlineData("dotnet")]
    [InlineData(null)]
    public void A_program_that_brings_none_is_told_what_to_do(string? program)
    {
        Lay("System.Management.Automation.dll");
        var failure = Assert.Throws<DeployException>(() => ThisPowerShell.Find(program is null ? null : In(program + Suffix), home, "dotnet"));
        Assert.Equal("Deploy.PowerShellMissing", failure.Code.Code);
        Assert.Contains(home, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Install PowerShell", failure.Suggestion, StringComparison.Ordinal);
    }

    private string In(string file) => Path.Combine(home, file);

    private void Lay(params string[] files)
    {
        foreach (var file in files)
            File.WriteAllText(In(file), "");
    }
}
