# Loads the cmdlets into an assembly load context of their own, so that no library here meets another module's version of it.
$lib = [System.IO.Path]::Combine($PSScriptRoot, 'lib')
if (-not [System.IO.Directory]::Exists($lib)) {
    # A source tree: what ./build.ps1 made.
    $lib = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', 'out', 'Deploy', 'module', 'lib'))
}
if (-not [System.IO.Directory]::Exists($lib)) {
    throw 'Deploy is not built: run ./build.ps1 first.'
}
$loader = 'Deploy.Loader.ModuleLoadContext' -as [type]
if (-not $loader) {
    $null = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($lib, 'Deploy.Loader.dll'))
    $loader = [Deploy.Loader.ModuleLoadContext]
}
$inner = Microsoft.PowerShell.Core\Import-Module -Assembly $loader::Load($lib) -PassThru
# On a second import PowerShell takes the assembly's module from its cache and forgets to hand its cmdlets to this one
# (https://github.com/PowerShell/PowerShell/issues/20710).
$add = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags] 'Instance, NonPublic')
if ($add) {
    foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
        $null = $add.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
    }
}

# PowerShellGet's Publish-Module is a function, and a function hides a cmdlet of the same name, whichever came last.
# An alias comes before both. It is not exported: PowerShell would then look for Deploy\Publish-Module in the alias itself.
# PowerShellGet\Publish-Module still reaches theirs, and the plain name is as it was once this module is removed.
# An alias of the user's own is left alone, and so is the session when another module loads this one for itself.
$nonPublic = [System.Reflection.BindingFlags] 'Instance, NonPublic'
$context = $ExecutionContext.GetType().GetField('_context', $nonPublic)?.GetValue($ExecutionContext)
$modules = if ($context) { $context.GetType().GetProperty('Modules', $nonPublic)?.GetValue($context) }
$depth = if ($modules) { $modules.GetType().GetProperty('ModuleNestingDepth', $nonPublic)?.GetValue($modules) }
$caller = (Microsoft.PowerShell.Utility\Get-PSCallStack)[1]
$isForAll = ($depth -le 2 -and -not $caller.InvocationInfo.MyCommand.Module) -or $caller.Position.Text -match '-(Global|Scope\s+Global)\b'
$earlier = Microsoft.PowerShell.Utility\Get-Alias -Name Publish-Module -Scope Global -ErrorAction Ignore
if ($earlier -and $earlier.Definition -ne 'Deploy\Publish-Module') {
    Microsoft.PowerShell.Utility\Write-Warning "Publish-Module is an alias of $($earlier.Definition) in this session; Deploy\Publish-Module is this module's."
}
elseif ($isForAll) {
    Microsoft.PowerShell.Utility\Set-Alias -Name Publish-Module -Value Deploy\Publish-Module -Scope Global
    $ExecutionContext.SessionState.Module.OnRemove = { Microsoft.PowerShell.Management\Remove-Item -LiteralPath Alias:\Publish-Module -ErrorAction Ignore }
}
Microsoft.PowerShell.Core\Export-ModuleMember -Cmdlet *
