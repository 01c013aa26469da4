using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Deploy.Storage.Faults;

namespace Deploy.Storage.Connections;

/// <summary>Makes the SDK's client from a connection. The SDK's own types end here and in the stores.</summary>
internal static class ServiceClients
{
    /// <summary>
    /// What is asked for, whatever the SDK knows beyond it: nothing newer is used, and a store that is a few months older than the
    /// SDK (Azurite, a cloud of its own) refuses the newest version.
    /// </summary>
    internal const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2023_08_03;

    public static BlobServiceClient Create(StoreConnection connection)
    {
        var options = Options(connection);
        try
        {
            return connection switch
            {
                { ConnectionString: { } text, Endpoint: null } => new BlobServiceClient(text, options),
                { ConnectionString: null, Endpoint: { } endpoint } => new BlobServiceClient(endpoint, Credential(connection), options),
                _ => throw Invalid("Exactly one of connection string and endpoint is needed.", null),
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // The SDK's message may repeat a part of the string, and with it the key.
            throw Invalid("The store's connection string cannot be read.", null);
        }
    }

    private static DefaultAzureCredential Credential(StoreConnection connection) => new(new DefaultAzureCredentialOptions
    {
        ManagedIdentityClientId = connection.IdentityClientId,
        ExcludeInteractiveBrowserCredential = true,
    });

    private static BlobClientOptions Options(StoreConnection connection)
    {
        var retry = connection.Retry;
        var options = new BlobClientOptions(Version)
        {
            // The store computes the same digest of each block and whole blob, and refuses what was damaged on its way. MD5, since
            // the SDK sends a CRC-64 as a structured body, which only Azure speaks; others store it as if it were the content.
            TransferValidation = { Upload = { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 } },
            Retry =
            {
                Mode = RetryMode.Exponential,
                MaxRetries = Math.Clamp(retry.Attempts, 0, 20),
                Delay = retry.Delay,
                MaxDelay = retry.MaxDelay,
                NetworkTimeout = retry.Timeout,
            },
        };
        if (connection.Handler is not null)
            options.Transport = new HttpClientTransport(connection.Handler);
        return options;
    }

    private static StorageException Invalid(string message, Exception? cause) => new(StoreFault.Invalid, message,
        "Give a connection string (AccountName=…;AccountKey=…;BlobEndpoint=…) or an https endpoint for a managed identity.", cause);
}
