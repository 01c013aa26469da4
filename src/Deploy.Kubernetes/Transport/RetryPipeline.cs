using Polly;
using Polly.Retry;

namespace Deploy.Kubernetes.Transport;

/// <summary>
/// Repeats what <see cref="RetryRule"/> allows. The first try goes straight to the server: nearly all requests succeed, and a
/// command that lives for a moment shall not pay for machinery that it does not need.
/// </summary>
internal sealed class RetryPipeline(KubernetesClientOptions options)
{
    private static readonly ResiliencePropertyKey<ApiRequest> RequestKey = new("request");

    private ResiliencePipeline? _pipeline;

    internal async ValueTask<T> RunAsync<T>(ApiRequest request, Func<ApiRequest, CancellationToken, Task<T>> once, CancellationToken cancellationToken)
    {
        try
        {
            return await once(request, cancellationToken);
        }
        catch (KubernetesException failure) when (options.MaxRetries > 0 && RetryRule.Allows(request.Method, failure, 0))
        {
            return await RepeatAsync(request, once, failure, cancellationToken);
        }
    }

    /// <summary>Goes on after a first try that failed: the pipeline meets that failure first, and counts it.</summary>
    private async ValueTask<T> RepeatAsync<T>(ApiRequest request, Func<ApiRequest, CancellationToken, Task<T>> once, KubernetesException first, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(RequestKey, request);
            var pipeline = LazyInitializer.EnsureInitialized(ref _pipeline, () => Build(options));
            KubernetesException? met = first;
            return await pipeline.ExecuteAsync(
                async token => Interlocked.Exchange(ref met, null) is { } failure ? throw failure : await once(request, token.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ResiliencePipeline Build(KubernetesClientOptions options)
    {
        var retry = new RetryStrategyOptions
        {
            MaxRetryAttempts = options.MaxRetries,
            ShouldHandle = args => new(args.Outcome.Exception is KubernetesException failure
                && RetryRule.Allows(Request(args.Context).Method, failure, args.AttemptNumber)),
            DelayGenerator = args => new(RetryRule.Delay(args.Outcome.Exception as KubernetesException, args.AttemptNumber, options, Random.Shared.NextDouble())),
            OnRetry = args =>
            {
                var request = Request(args.Context);
                var reason = (args.Outcome.Exception as KubernetesException)?.Reason ?? "";
                RequestLog.Retrying(options.Logger, request.Method, request.Path, reason, args.RetryDelay.TotalMilliseconds, args.AttemptNumber + 1);
                return default;
            },
        };
        return new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }.AddRetry(retry).Build();
    }

    private static ApiRequest Request(ResilienceContext context) => context.Properties.GetValue(RequestKey, null!);
}
