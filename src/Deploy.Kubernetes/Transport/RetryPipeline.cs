using System.Runtime.CompilerServices;

namespace Deploy.Kubernetes.Transport;

/// <summary>
/// Repeats what <see cref="RetryRule"/> allows. The first try goes straight to the server: nearly all requests succeed, and a
/// command that lives for a moment shall not pay for machinery that it does not need, nor load its library.
/// </summary>
internal sealed class RetryPipeline(KubernetesClientOptions options)
{
    private Repetition? _repetition;

    internal async Task<T> RunAsync<T>(ApiRequest request, Func<ApiRequest, CancellationToken, Task<T>> once, CancellationToken cancellationToken)
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

    // Apart, since the runtime looks for all that a method names as soon as it is entered.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<T> RepeatAsync<T>(ApiRequest request, Func<ApiRequest, CancellationToken, Task<T>> once, KubernetesException first, CancellationToken cancellationToken) =>
        LazyInitializer.EnsureInitialized(ref _repetition, () => new Repetition(options)).RunAsync(request, once, first, cancellationToken);
}
