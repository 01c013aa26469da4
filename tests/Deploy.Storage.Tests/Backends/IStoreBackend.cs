namespace Deploy.Storage.Tests.Backends;

/// <summary>A blob service that the same cases run against.</summary>
public interface IStoreBackend
{
    string ConnectionString { get; }

    /// <summary>A new way in; dispose of it.</summary>
    HttpMessageHandler CreateHandler();
}
