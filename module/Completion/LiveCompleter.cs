using System.Buffers;
using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Deploy.Operations.Errors;

namespace Deploy.Module.Completion;

/// <summary>
/// Completes names from the live cluster within a time limit: a cluster that does not answer gives no completions and
/// never freezes the prompt. Where it has none PowerShell offers nothing either: a completer that answers has the last word.
/// </summary>
public abstract class LiveCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(1500);
    private static readonly SearchValues<char> NeedingQuotes = SearchValues.Create(" '\"`$;|&(){}");

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? "").Trim('\'', '"');
        return [.. Ask(parameterName, fakeBoundParameters ?? new Hashtable()).Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(Quote(name), name, CompletionResultType.ParameterValue, name))];
    }

    /// <summary>The names that fit, given what else the command line says.</summary>
    private protected abstract Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct);

    private List<string> Ask(string parameter, IDictionary bound)
    {
        CompletionContext context;
        try
        {
            context = CompletionContext.Of(parameter, bound);
        }
        catch (DeployException)
        {
            return []; // A -Kubeconfig that is no file leads to no cluster.
        }
        using var limit = new CancellationTokenSource(Limit);
        using var done = new ManualResetEventSlim();
        List<string> names = [];
        _ = Task.Run(async () =>
        {
            try
            {
                var found = await NamesAsync(context, limit.Token).ConfigureAwait(false);
                Volatile.Write(ref names, [.. found.Where(name => name.Length > 0).Distinct().Order(StringComparer.OrdinalIgnoreCase)]);
            }
#pragma warning disable CA1031 // A completion that cannot be worked out is no completion; a message would garble the prompt.
            catch (Exception)
#pragma warning restore CA1031
            {
                Volatile.Write(ref names, []);
            }
            finally
            {
                context.Dispose();
                Signal(done);
            }
        });
        // The limit holds even where a request does not heed its cancellation.
        return done.Wait(Limit + Limit / 4) ? Volatile.Read(ref names) : [];
    }

    private static void Signal(ManualResetEventSlim done)
    {
        try
        {
            done.Set();
        }
        catch (ObjectDisposedException)
        {
            // The prompt has stopped waiting.
        }
    }

    private static string Quote(string name) =>
        name.AsSpan().ContainsAny(NeedingQuotes) ? "'" + name.Replace("'", "''", StringComparison.Ordinal) + "'" : name;
}
