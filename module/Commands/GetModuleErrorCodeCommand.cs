using System.Management.Automation;
using Deploy.Module.Completion;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;

namespace Deploy.Module.Commands;

/// <summary>Says what error codes mean and what to do about them.</summary>
[Cmdlet(VerbsCommon.Get, "ModuleErrorCode")]
[OutputType(typeof(Results.ErrorCode))]
public sealed class GetModuleErrorCodeCommand : AsyncCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ErrorCodeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Code { get; set; } = ["*"];

    [Parameter]
    public SwitchParameter Retryable { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        foreach (var pattern in Code)
        {
            var any = false;
            foreach (var code in ErrorCodes.Match(pattern))
            {
                any = true;
                if (!Retryable || code.Retryable)
                    await WriteAsync(code);
            }
            if (!any && !pattern.AsSpan().ContainsAny("*?["))
                await ReportErrorAsync(new DeployException(DeployCodes.InvalidParameter, $"There is no error code '{pattern}'.", pattern, "Get-ModuleErrorCode lists all of them."));
        }
    }
}
