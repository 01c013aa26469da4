# As little as can be is script: what a script calls, a try also, is compiled as it runs, which would take longer than all the rest of the import.
Microsoft.PowerShell.Core\Import-Module "$PSScriptRoot/lib/Deploy.Loader.dll"
if (!$?) { throw 'Deploy is not built: run ./build.ps1 first.' }
Microsoft.PowerShell.Core\Export-ModuleMember -Cmdlet * -Alias @(Deploy.Loader\Complete-DeployImport)
