# Replaces a module's version with the whole new set beside the old one. The traffic moves when every new replica has answered
# for five seconds and the gate says yes; otherwise the old version is back by itself and callers have noticed nothing.
#
# What to upgrade is given in variables of the environment: MODULE, VERSION, IMAGE, and GATE, a URL that answers with 200.
# In PowerShell, after Import-Module Deploy:
#   ./samples/runbooks/safe-upgrade-with-gate.ps1
$ErrorActionPreference = 'Stop'
$module = $env:MODULE
$version = $env:VERSION
$image = $env:IMAGE
$gate = $env:GATE

# What it would do, for the record.
Switch-Module $module -Version $version -Image $image -Strategy Safe -WhatIf

Switch-Module $module -Version $version -Image $image -ProbeService $module `
    -Strategy Safe -SwitchWhen All -Grace 5s -ResponsiveFor 5s -HealthUrl $gate -OnFailure Rollback

Get-ModuleRelease $module
Get-ReplicaStatus $module
