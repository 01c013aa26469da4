# Loads the cmdlets into an assembly load context of their own, so that no library here meets another module's version of it.
# As little as can be is script, and no cmdlet of a module that would have to be loaded for it.
$lib = "$PSScriptRoot/lib"
if (-not [System.IO.Directory]::Exists($lib)) {
    # A source tree: what ./build.ps1 made.
    $lib = [System.IO.Path]::GetFullPath("$PSScriptRoot/../out/Deploy/module/lib")
    if (-not [System.IO.Directory]::Exists($lib)) {
        throw 'Deploy is not built: run ./build.ps1 first.'
    }
}
if (-not ('Deploy.Loader.ModuleImport' -as [type])) {
    $null = [System.Reflection.Assembly]::LoadFrom("$lib/Deploy.Loader.dll")
}
$cmdlets = Microsoft.PowerShell.Core\Import-Module -Assembly ([Deploy.Loader.ModuleLoadContext]::Load($lib)) -PassThru
$taken = [Deploy.Loader.ModuleImport]::Complete($ExecutionContext, $cmdlets)
if ($taken) {
    Microsoft.PowerShell.Utility\Write-Warning "Publish-Module is an alias of $taken in this session; Deploy\Publish-Module is this module's."
}
Microsoft.PowerShell.Core\Export-ModuleMember -Cmdlet *
