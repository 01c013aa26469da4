using Polly;
using Polly.Retry;

namespace Deploy.Kubernetes.Transport;

/// <summary>Goes on after a first try that failed, as <see cref="RetryRule"/> has it.</summary>
internal sealed class Repetition(KubernetesClientOptions options)
{
    private static readonly ResiliencePropertyKey<ApiRequest> RequestKey = new("request");

    private readonly ResiliencePipeline _pipeline = Build(options);

    /// <summary>The pipeline meets the first failure first, and counts it.</summary>
    internal async ValueTask<T> RunAsync<T>(ApiRequest request, Func<ApiRequest, CancellationToken, Task<T>> once, KubernetesException first, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(RequestKey, request);
            KubernetesException? met = first;
            return await _pipeline.ExecuteAsync(
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
