# A new version of a base and the module that needs it go live together. The module is published first, for a base version that
# is not there yet: its replica waits and says for what, while the earlier version serves on its base. The moment a base of the
# new version appears, the module is installed on it.
#
# MODULE, VERSION, PACKAGE (a jar), BASE and BASE_VERSION say what.
# In PowerShell, after Import-Module Deploy:
#   ./samples/runbooks/new-base-version-with-module.ps1
$ErrorActionPreference = 'Stop'
$module = $env:MODULE

Publish-Module $module $env:VERSION -Package $env:PACKAGE -Base $env:BASE -BaseVersion $env:BASE_VERSION -NoWait
Get-ReplicaStatus $module

# Now roll out the base by its own means; this waits for it.
Wait-ModuleRelease $module -Timeout 1h

Get-ReplicaStatus $module
Get-ModuleHealth $module
