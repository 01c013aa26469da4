namespace Deploy.Operations.Health;

/// <summary>Asks bases themselves what they have, past the cluster.</summary>
public interface IBaseSource
{
    /// <summary>The modules that a base has, its own application included.</summary>
    /// <param name="arklet">Where its arklet answers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Deploy.Operations.Errors.DeployException">The base cannot be reached or does not speak arklet.</exception>
    Task<IReadOnlyList<InstalledModule>> AskAsync(Uri arklet, CancellationToken cancellationToken);
}
