namespace Deploy.Console.Tests.Processes;

public sealed class RunbookTests : IDisposable
{
    private readonly DeployProgram deploy = new();

    public void Dispose() => deploy.Dispose();

    [Fact]
    public async Task Each_command_is_printed_before_its_output()
    {
        var book = deploy.Write("book.ps1", "# codes\n$what = 'Image.*'\nGet-ModuleErrorCode $what -Output json\nGet-ModuleErrorCode Image.NotFound\n");
        var result = await deploy.RunAsync("run", book);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("PS> Get-ModuleErrorCode $what -Output json\n[\n", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("\nPS> Get-ModuleErrorCode Image.NotFound\nCode ", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_failure_ends_it_and_is_told_with_its_line()
    {
        var book = deploy.Write("book.ps1", "Get-ModuleErrorCode Image.NotFound\n\nGet-ModuleErrorCode No.Such\nGet-ModuleErrorCode Image.NeverPull\n");
        var result = await deploy.RunAsync("run", book);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{book}:3: Get-ModuleErrorCode failed", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("NeverPull", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_may_be_expected_to_fail()
    {
        var book = deploy.Write("book.ps1", "Get-ModuleErrorCode No.Such -ErrorAction Continue\nGet-ModuleErrorCode Image.NeverPull\n");
        var result = await deploy.RunAsync("run", book);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Error Deploy.InvalidParameter", result.Error, StringComparison.Ordinal);
        Assert.Contains("Image.NeverPull", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Going_on_after_failures_still_ends_with_1()
    {
        var book = deploy.Write("book.ps1", "Get-ModuleErrorCode No.Such\nGet-ModuleErrorCode Image.NeverPull\n");
        var result = await deploy.RunAsync("run", book, "-ErrorAction", "Continue");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Image.NeverPull", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("book.ps1:2: ", "Get-ModuleErrorCode Image.NotFound\nGet-ModuleErrorCode | Sort-Object\n")]
    [InlineData("book.ps1:3: ", "Get-ModuleErrorCode Image.NotFound\n\nGet-Modul x\n")]
    [InlineData("book.ps1:2: ", "Get-ModuleErrorCode Image.NotFound\nGet-ModuleErrorCode -Colour red\n")]
    public async Task A_mistake_anywhere_is_found_before_anything_runs(string place, string text)
    {
        var book = deploy.Write("book.ps1", text);
        var result = await deploy.RunAsync("run", book);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(place, result.Error, StringComparison.Ordinal);
    }
}
