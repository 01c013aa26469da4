#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds the module and the console, packages them, or runs the module's tests.
.DESCRIPTION
Build    makes out/Deploy (the module as it is shipped) and out/console (the deploy program). After it, Import-Module ./Deploy.psd1 works.
Package  makes the module and an archive of it: out/Deploy.<version>.nupkg, the form that galleries take.
Test     runs the Pester tests against what Build made.
Clean    removes out.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Package', 'Test', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$out = Join-Path $root 'out'
$package = Join-Path $out 'Deploy'
$console = Join-Path $out 'console'
$languages = 'en-US', 'zh-CN'
$sourceLib = Join-Path $root 'module/lib'

function Invoke-DotNet {
    & dotnet @args --nologo -v quiet
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}

# The same sources give the same bytes, wherever they lie and whatever commit they are of.
$deterministic = '-p:IncludeSourceRevisionInInformationalVersion=false', '-p:DebugType=none', "-p:PathMap=$root=/deploy"

function Build-Console {
    Invoke-DotNet publish (Join-Path $root 'src/Deploy.Console') -c $Configuration -o $console @deterministic
}

# The module brings its libraries once more, compiled ahead of time for this kind of machine. Such a file loads on no other system or
# processor; these take the common one.
function Add-CompiledLibrary([string] $lib) {
    $made = Join-Path $out 'compiled'
    Invoke-DotNet publish (Join-Path $root 'module/Deploy.Module.csproj') -c $Configuration -o $made '-p:PublishReadyToRun=true' "-p:PowerShellFolder=$PSHOME" @deterministic
    $target = (Get-Content (Join-Path $made 'Deploy.Module.deps.json') -Raw | ConvertFrom-Json).runtimeTarget.name
    if ($target -notmatch '/(?<runtime>.+)') { return }
    $compiled = New-Item (Join-Path $lib "runtimes/$($Matches.runtime)/lib") -ItemType Directory
    foreach ($name in 'Deploy.Kubernetes', 'Deploy.Storage', 'Deploy.Controller', 'Deploy.LocalCluster', 'Deploy.Operations', 'Deploy.Module', 'Polly.Core', 'YamlDotNet') {
        Copy-Item (Join-Path $made "$name.dll") $compiled
    }
}

function Build-Module {
    if (Test-Path $package) { Remove-Item $package -Recurse -Force }
    $lib = Join-Path $package 'module/lib'
    Invoke-DotNet publish (Join-Path $root 'module/Deploy.Module.csproj') -c $Configuration -o $lib @deterministic
    Invoke-DotNet publish (Join-Path $root 'module/Loader/Deploy.Loader.csproj') -c $Configuration -o $lib @deterministic
    # What only a compiler or a debugger reads stays behind; PowerShell brings its own System.Management.Automation.
    Get-ChildItem $lib -File | Where-Object { $_.Extension -ne '.dll' -or $_.Name -eq 'System.Management.Automation.dll' } | Remove-Item
    Add-CompiledLibrary $lib
    Copy-Item (Join-Path $root 'module/Deploy.psm1'), (Join-Path $root 'module/Deploy.Format.ps1xml'), (Join-Path $root 'module/LocalClusterHost.ps1') (Join-Path $package 'module')
    Copy-Item (Join-Path $root 'Deploy.psd1'), (Join-Path $root 'CHANGELOG.md'), (Join-Path $root 'LICENSE'), (Join-Path $root 'module/Package/icon.png') $package
    $null = & dotnet run --project (Join-Path $root 'src/Deploy.Console') -c $Configuration -v quiet @deterministic -- help --powershell $package
    if ($LASTEXITCODE -ne 0) { throw 'The help could not be made.' }
    # Get-Help looks for topics beside the manifest; when ./Deploy.psd1 is imported, that is here.
    foreach ($language in $languages) { Copy-Item (Join-Path $package $language) $root -Recurse -Force }
    # And its script looks for the libraries beside itself.
    Remove-SourceLibrary
    $null = New-Item -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') -Path $sourceLib -Target $lib
}

function Remove-SourceLibrary {
    # Also where out was removed by hand, and it leads nowhere.
    if ([System.IO.DirectoryInfo]::new($sourceLib).LinkTarget) { Remove-Item $sourceLib -Force }
}

function New-Archive {
    $manifest = Import-PowerShellDataFile (Join-Path $package 'Deploy.psd1')
    $file = Join-Path $out "Deploy.$($manifest.ModuleVersion).nupkg"
    & (Join-Path $root 'module/Package/New-GalleryPackage.ps1') -Folder $package -Manifest $manifest -Destination $file
    Get-Item $file
}

switch ($Task) {
    'Clean' { Remove-SourceLibrary; @($out) + ($languages | ForEach-Object { Join-Path $root $_ }) | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force }
    'Build' { Build-Console; Build-Module }
    'Package' { Build-Module; New-Archive }
    'Test' {
        Import-Module Pester -MinimumVersion 5.5
        $result = Invoke-Pester -Path (Join-Path $root 'tests/Pester') -PassThru -Output Detailed
        if ($result.FailedCount -gt 0) { exit 1 }
    }
}
