using Deploy.Module.Pump;
using Deploy.Storage.Packages;

namespace Deploy.Module.Commands;

/// <summary>Shows how far the upload of a package is.</summary>
internal sealed class UploadProgress(AsyncCmdlet cmdlet, PackageAddress address) : IProgress<TransferProgress>
{
    private const int Id = 3;

    private readonly string activity = $"Uploading {address}";

    public void Report(TransferProgress value)
    {
        if (value.Done >= value.Total)
            cmdlet.EndProgress(Id, activity);
        else
            cmdlet.ShowProgress(Id, activity, $"{value.Done} of {value.Total} bytes", (int)(100 * value.Done / value.Total));
    }

    /// <summary>One line of how it went.</summary>
    public static string Describe(UploadResult result) => result.AlreadyStored
        ? $"{result.Package.Address} was stored already."
        : $"{result.BytesSent} bytes sent, {result.BytesResumed} had been sent before.";
}
