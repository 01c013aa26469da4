using Deploy.Controller.Arklet;
using Deploy.Controller.Heartbeats;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Control;

/// <summary>Asks one base for its health and its modules, each when it is due, and remembers the answers.</summary>
internal sealed partial class BaseInquiry(ControllerParts parts, string node)
{
    private DateTimeOffset _askedHealth;
    private DateTimeOffset _askedModules;

    /// <summary>The last answer about its health, or null.</summary>
    public BaseHealth? Health { get; private set; }

    /// <summary>What it last said that it has; null while it has not been asked.</summary>
    public IReadOnlyList<BizInfo>? Installed { get; private set; }

    private DateTimeOffset Now => parts.Time.GetUtcNow();

    /// <summary>What was known of its modules is stale: they are asked for at the next occasion.</summary>
    public void Invalidate() => _askedModules = default;

    /// <summary>Asks for what is due; a base that gives no answer is left at what was known.</summary>
    /// <param name="beat">Where it is.</param>
    /// <param name="patience">The most that all answers together may take.</param>
    /// <param name="heard">Called for each answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AskAsync(Heartbeat beat, TimeSpan patience, Action heard, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (Now - _askedHealth >= parts.Options.Timing.HealthQuery)
            {
                _askedHealth = Now;
                Health = await parts.Arklet.HealthAsync(beat.Arklet, either.Token);
                heard();
            }
            if (Installed is null || Now - _askedModules >= parts.Options.Timing.ModuleQuery)
            {
                _askedModules = Now;
                Installed = await parts.Arklet.QueryAllAsync(beat.Arklet, either.Token);
                heard();
            }
        }
        catch (ArkletException e)
        {
            LogBaseSilent(parts.Logger, e.Code, e.Message, node);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogBaseSilent(parts.Logger, ArkletException.TimedOut, "it is silent for too long", node);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Base {Node} gave no answer: {Code}: {Reason}")]
    private static partial void LogBaseSilent(ILogger logger, string code, string reason, string node);
}
