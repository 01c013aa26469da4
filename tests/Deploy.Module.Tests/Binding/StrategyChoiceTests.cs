using Deploy.Module.Binding;
using Deploy.Operations.Errors;
using Deploy.Operations.Releases;

namespace Deploy.Module.Tests.Binding;

/// <summary>No parameter of a strategy is without effect: it chooses its strategy, or is refused beside another.</summary>
public sealed class StrategyChoiceTests
{
    [Theory]
    [InlineData("", StrategyKind.Rolling)]
    [InlineData("Timeout,Force", StrategyKind.Rolling)]
    [InlineData("BatchSize", StrategyKind.Batched)]
    [InlineData("BatchCount,BatchInterval", StrategyKind.Batched)]
    [InlineData("pauseafter", StrategyKind.Batched)]
    [InlineData("SwitchWhen", StrategyKind.Safe)]
    [InlineData("Grace,KeepOld,HealthUrl", StrategyKind.Safe)]
    public void A_parameter_chooses_its_strategy(string given, StrategyKind strategy)
    {
        Assert.Equal(strategy, StrategyChoice.Of(given.Split(','), null));
        Assert.Equal(strategy, StrategyChoice.Of(given.Split(','), strategy));
    }

    [Theory]
    [InlineData("BatchSize,KeepOld", null, "-BatchSize is of -Strategy Batched, -KeepOld is of -Strategy Safe.")]
    [InlineData("BatchSize,PauseAfter,Grace", null, "-BatchSize and -PauseAfter are of -Strategy Batched, -Grace is of -Strategy Safe.")]
    [InlineData("BatchSize", StrategyKind.Rolling, "-BatchSize is of -Strategy Batched, and -Strategy Rolling was given.")]
    [InlineData("Grace,KeepOld", StrategyKind.Batched, "-Grace and -KeepOld are of -Strategy Safe, and -Strategy Batched was given.")]
    public void Parameters_of_two_are_refused_by_name(string given, StrategyKind? asked, string said)
    {
        var refused = Assert.Throws<DeployException>(() => StrategyChoice.Of(given.Split(','), asked));
        Assert.Equal((DeployCodes.InvalidParameter, said), (refused.Code, refused.Message));
    }
}
