using System.Text.RegularExpressions;

namespace Deploy.Console.Tests.Processes;

public sealed class TourTests : IDisposable
{
    private readonly DeployProgram deploy = new();

    public void Dispose() => deploy.Dispose();

    [Fact]
    public async Task The_tour_does_the_main_job_and_no_caller_is_let_down()
    {
        var tour = Sample("tour.ps1");
        var result = await deploy.RunAsync("run", tour);
        Assert.True(result.ExitCode == 0, result.Error);
        var answered = Regex.Match(result.Output, @"(?<count>\d+) answered, 0 failed", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.True(answered.Success, result.Output);
        Assert.True(int.Parse(answered.Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture) > 10);
        Assert.Contains("Error Image.NotFound: ", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"Callers of Service biz1 saw meanwhile: \d+ answered, 0 failed\.", result.Error);
        Assert.Equal(
            File.ReadAllLines(tour).Count(line => line.Length > 0 && char.IsLetter(line[0])),
            result.Output.Split('\n').Count(line => line.StartsWith("PS> ", StringComparison.Ordinal)));
        Assert.False(File.Exists(Path.Combine(deploy.Home, "local", "kubeconfig")));
    }

    /// <summary>Full path of a sample.</summary>
    internal static string Sample(string name) => Path.Combine(Repository, "samples", name);

    private static string Repository
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Deploy.slnx")))
                folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }
}
