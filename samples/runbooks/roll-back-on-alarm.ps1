<#
.SYNOPSIS
Watches a module after a release and rolls it back when too many of its replicas do not answer.
.DESCRIPTION
Looks every few seconds for as long as -For says. As soon as more than -Limit replicas are Unresponsive or cannot start in two
looks after each other, it tells their causes and rolls the module back. It writes the release that is current in the end.
.EXAMPLE
./samples/runbooks/roll-back-on-alarm.ps1 biz1 -For 00:10:00 -Limit 1
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)] [string] $Module,
    [timespan] $For = '00:10:00',
    [timespan] $Every = '00:00:05',
    [int] $Limit = 0
)
$ErrorActionPreference = 'Stop'
$until = [DateTimeOffset]::UtcNow + $For
$alarms = 0
do {
    $ill = @(Get-ReplicaStatus $Module -State Unresponsive, StartingError)
    # One look alone may have met a replica that flickers.
    $alarms = if ($ill.Count -gt $Limit) { $alarms + 1 } else { 0 }
    if ($alarms -ge 2) {
        foreach ($replica in $ill) { Write-Warning "$($replica.Name) is $($replica.State): $($replica.Cause)" }
        $back = Undo-ModuleRelease $Module -Description "alarm: $($ill.Count) replicas did not answer" -WarningAction SilentlyContinue
        Write-Warning "$Module is back at $($back.Version)."
        break
    }
    Start-Sleep -Milliseconds $Every.TotalMilliseconds
} while ([DateTimeOffset]::UtcNow -lt $until)
Get-ModuleRelease $Module | Where-Object Status -EQ Current
