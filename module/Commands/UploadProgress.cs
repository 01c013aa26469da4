using Deploy.Module.Pump;
using Deploy.Storage.Packages;

namespace Deploy.Module.Commands;

/// <summary>Shows how far the upload of a package is.</summary>
internal sealed class UploadProgress(ICommandHost host, PackageAddress address) : IProgress<TransferProgress>
{
    private const int Id = 3;

    public void Report(TransferProgress value) => host.Progress(new CommandProgress(
        Id, $"Uploading {address}", $"{value.Done} of {value.Total} bytes", value.Total > 0 ? (int)(100 * value.Done / value.Total) : null,
        IsCompleted: value.Done >= value.Total));

    /// <summary>One line of how it went.</summary>
    public static string Describe(UploadResult result) => result.AlreadyStored
        ? $"{result.Package.Address} was stored already."
        : $"{result.BytesSent} bytes sent, {result.BytesResumed} had been sent before.";
}
