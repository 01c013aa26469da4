<#
.SYNOPSIS
Checks, each night, that no replica grows older than it may.
.DESCRIPTION
Replicas are recycled by a timer before they are a day old. This runbook looks from outside whether that holds: it shows what
the timer would do now and lists every replica that is too old. With -Restart it puts fresh ones in their place; each serves
until the fresh one answers. It ends with an error where one is too old still, so that whoever runs it takes notice.
.EXAMPLE
./samples/runbooks/nightly-recycle-check.ps1 -MaximumAge 1.00:00:00 -Restart
#>
[CmdletBinding()]
param(
    [timespan] $MaximumAge = '1.00:00:00',
    [string] $Namespace,
    [switch] $Restart
)
$ErrorActionPreference = 'Stop'
$scope = if ($Namespace) { @{ Namespace = $Namespace } } else { @{ AllNamespaces = $true } }
function Get-TooOld { Get-ReplicaStatus @scope | Where-Object { $_.State -ne 'Decommissioned' -and $_.AgeSeconds -gt $MaximumAge.TotalSeconds } | Sort-Object AgeSeconds -Descending }

Invoke-ModuleMaintenance RecycleReplicas @scope -WhatIf

$old = @(Get-TooOld)
if ($old -and $Restart) {
    $names = $old.Name
    foreach ($group in $old | Group-Object Namespace) { $null = Restart-Replica $group.Group.Name -Namespace $group.Name }
    $old = @(Get-TooOld | Where-Object Name -In $names)
}
if ($old) {
    $old
    throw "$($old.Count) replicas are older than $MaximumAge; the oldest is $($old[0].Namespace)/$($old[0].Name)."
}
"No replica is older than $MaximumAge."
