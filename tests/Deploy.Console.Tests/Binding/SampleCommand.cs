using System.Collections;
using System.Management.Automation;
using Deploy.Module.Pump;

namespace Deploy.Console.Tests.Binding;

/// <summary>A command with every kind of parameter, so that the binder's rules show without a cluster.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Sample", DefaultParameterSetName = "ByName", SupportsShouldProcess = true)]
[Alias("ts")]
public sealed class SampleCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByName")]
    [Alias("n")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "ByFile")]
    public string File { get; set; } = "";

    [Parameter(Position = 1, ParameterSetName = "ByName")]
    [ValidateRange(0, 10)]
    public int? Count { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Follow { get; set; }

    [Parameter]
    public DayOfWeek Day { get; set; }

    [Parameter]
    public TimeSpan Timeout { get; set; }

    [Parameter]
    public IDictionary? Label { get; set; }

    [Parameter]
    [ValidateSet("red", "green")]
    public string Colour { get; set; } = "red";

    [Parameter]
    [ValidatePattern("^[a-z]+$")]
    public string Word { get; set; } = "a";

    [Parameter]
    [ValidateCount(1, 2)]
    public string[] Pair { get; set; } = [];

    [Parameter]
    public Uri? Url { get; set; }

    [Parameter]
    public DateTimeOffset From { get; set; }

    [Parameter]
    public double Ratio { get; set; }
}
