using System.Text.Json;

namespace Deploy.Pester.Tests;

/// <summary>The module in a runspace of another program, and what it takes for granted of PowerShell itself.</summary>
public sealed class HostTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("deploy-host-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task All_of_it_works_where_another_program_hosts_PowerShell()
    {
        var (exitCode, said) = await RunAsync(PowerShellProgram.Home, """
            Import-Module $module
            $cluster = Start-LocalCluster -Connect
            try {
                (Get-Process -Id $cluster.ProcessId).ProcessName
                (Publish-Module biz1 1.0.0 registry.local/ok:1).Status
            }
            finally { Stop-LocalCluster }
            Remove-Module Deploy
            Import-Module $module
            (Get-ModuleErrorCode Image.NotFound).Code
            """);
        Assert.True(exitCode == 0, said);
        Assert.Equal("pwsh\nCurrent\nImage.NotFound", said);
    }

    [Fact]
    public async Task A_local_cluster_needs_a_PowerShell_that_can_be_started()
    {
        // The assemblies without the programs, as a program that brings PowerShell along has them.
        var home = Directory.CreateDirectory(Path.Combine(folder, "powershell")).FullName;
        foreach (var file in Directory.GetFiles(PowerShellProgram.Home, "*", SearchOption.AllDirectories).Where(file => Path.GetFileNameWithoutExtension(file) != "pwsh"))
        {
            var copy = Path.Combine(home, Path.GetRelativePath(PowerShellProgram.Home, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var (_, said) = await RunAsync(home, "Import-Module $module; (Get-ModuleErrorCode Image.NotFound).Code; Start-LocalCluster");
        Assert.StartsWith("Image.NotFound\nDeploy.PowerShellMissing,", said, StringComparison.Ordinal);
        Assert.Contains("Deploy.Pester.Tests", said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_PowerShell_of_the_tests_is_the_one_that_the_repository_pins()
    {
        using var pinned = JsonDocument.Parse(File.ReadAllText(Path.Combine(BuiltModule.Root, ".config", "dotnet-tools.json")));
        Assert.Equal(pinned.RootElement.GetProperty("tools").GetProperty("powershell").GetProperty("version").GetString(), PowerShellProgram.Version);
    }

    private async Task<(int ExitCode, string Said)> RunAsync(string home, string script)
    {
        await BuiltModule.EnsureAsync();
        var host = Path.Combine(AppContext.BaseDirectory, "Deploy.Pester.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var settings = PowerShellProgram.Environment;
        settings["DEPLOY_HOME"] = Path.Combine(folder, "home");
        string[] arguments = [HostProgram.Verb, home, $"$module = '{Path.Combine(BuiltModule.Folder, "Deploy.psd1")}'; {script}"];
        return await ChildProcess.RunAsync(host, arguments, settings, TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
    }
}
