using Deploy.Controller.Hosting;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Tests.Hosting;

public sealed class ControllerSettingsTests
{
    [Fact]
    public void With_nothing_said_it_serves_the_default_environment_on_this_machine()
    {
        var settings = Read([]);
        Assert.Equal(("127.0.0.1:7777", "default", LogLevel.Information), (settings.Listen.ToString(), settings.Environment, settings.LogLevel));
        Assert.Empty(settings.Kubeconfig);
        Assert.Null(settings.Context);
        Assert.Equal((settings.Listen, "default"), (settings.Options.Listen, settings.Options.Environment));
    }

    [Fact]
    public void An_argument_wins_over_its_variable()
    {
        Dictionary<string, string> variables = new() { ["DEPLOY_LISTEN"] = "0.0.0.0:1", ["DEPLOY_ENVIRONMENT"] = "east", ["DEPLOY_LOG_LEVEL"] = "debug", ["DEPLOY_CONTEXT"] = "a", ["DEPLOY_KUBECONFIG"] = $"x{Path.PathSeparator}y" };
        var settings = ControllerSettings.Read(["--listen", "[::1]:2", "--context=b=c"], variables.GetValueOrDefault);
        Assert.Equal(("[::1]:2", "east", LogLevel.Debug, "b=c"), (settings.Listen.ToString(), settings.Environment, settings.LogLevel, settings.Context));
        Assert.Equal(["x", "y"], settings.Kubeconfig);
    }

    [Theory]
    [InlineData("'--port' --listen", "--port", "1")]
    [InlineData("'listen' --listen", "listen", "0.0.0.0:7777")]
    [InlineData("--listen has no value", "--listen")]
    [InlineData("--listen has no value", "--listen=")]
    [InlineData("--context is given twice", "--context", "a", "--context=b")]
    [InlineData("'7777' is no address with a port 0.0.0.0:7777", "--listen", "7777")]
    [InlineData("'0.0.0.0' is no address with a port", "--listen", "0.0.0.0")]
    [InlineData("'localhost:7777' is no address with a port", "--listen", "localhost:7777")]
    [InlineData("'0.0.0.0:70000' is no address with a port", "--listen", "0.0.0.0:70000")]
    [InlineData("'::1:7777' is no address with a port", "--listen", "::1:7777")]
    [InlineData("'East' is no environment lower", "--environment", "East")]
    [InlineData("'loud' Information", "--log-level", "loud")]
    [InlineData("'7' Information", "--log-level", "7")]
    public void What_cannot_be_right_is_refused_and_said(string said, params string[] arguments)
    {
        var refused = Assert.Throws<ControllerSettingException>(() => Read(arguments));
        Assert.Equal("ModuleController.InvalidParameter", refused.Code);
        var text = $"{refused.Message} {refused.Suggestion}";
        Assert.All(said.Split(' '), word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    private static ControllerSettings Read(string[] arguments) => ControllerSettings.Read(arguments, _ => null);
}
