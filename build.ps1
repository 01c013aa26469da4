#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds the module, shows it at work, packages it, or runs its tests.
.DESCRIPTION
Build    makes out/Deploy, the module as it is used; after it, Import-Module ./Deploy.psd1 works.
Package  makes out/Deploy.<version>.nupkg, the form that galleries take: the same for every system.
Image    makes out/Deploy, out/controller and out/powershell: what the Dockerfile makes its two images of.
Test     runs the Pester tests against what Build made.
Tour     builds what is missing and shows the module at work on an embedded Kubernetes, command by command; it ends with 1 where one fails.
Clean    removes out.
.PARAMETER Name
The tour: a script in samples.
.PARAMETER NoBuild
Takes what "dotnet build" has compiled, and compiles nothing.
.PARAMETER Destination
Where Build puts the module, and Image its three folders. With a folder of one's own nothing else is touched.
.PARAMETER HelpUri
Where the help of commands can be read on the web, {0} standing for the command's name. Get-Help -Online opens it; the project itself has no such place.
.EXAMPLE
./build.ps1 Tour -Name maintenance
.EXAMPLE
./build.ps1 Package -HelpUri https://docs.example.com/deploy/{0}.html
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Tour', 'Package', 'Image', 'Test', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('tour', 'maintenance')]
    [string] $Name = 'tour',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    [switch] $NoBuild,

    [string] $Destination,

    [ValidatePattern('^https?://.*\{0\}')]
    [string] $HelpUri
)
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$out = Join-Path $root 'out'
$languages = 'en-US', 'zh-CN'
$sourceLib = Join-Path $root 'module/lib'

function Invoke-DotNet {
    & dotnet @args --nologo -v quiet
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}

# The PowerShell that runs this, once more. Where it is a tool of the repository, its program is dotnet.
function Invoke-PowerShell {
    $program = [System.Environment]::ProcessPath
    $engine = @(if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' })
    & $program @engine -NoProfile -NonInteractive @args
}

function Publish-Project([string] $Project, [string] $Folder) {
    # The same sources give the same bytes, wherever they lie and whatever commit they are of. What analyzers find is "dotnet build"'s to say.
    $how = $NoBuild ? @('--no-build') : '-p:RunAnalyzers=false', '-p:IncludeSourceRevisionInInformationalVersion=false', '-p:DebugType=none', "-p:PathMap=$root=/deploy"
    Invoke-DotNet publish (Join-Path $root $Project) -c $Configuration -o $Folder @how
}

# The module as it is shipped, in a folder.
function Build-Module([string] $Folder) {
    if (Test-Path $Folder) { Remove-Item $Folder -Recurse -Force }
    $lib = [System.IO.Path]::Combine($Folder, 'module', 'lib')
    foreach ($project in 'module/Deploy.Module.csproj', 'module/Loader/Deploy.Loader.csproj') { Publish-Project $project $lib }
    # What only a compiler or a debugger reads stays behind; PowerShell brings its own System.Management.Automation.
    Get-ChildItem $lib -File | Where-Object { $_.Extension -ne '.dll' -or $_.Name -eq 'System.Management.Automation.dll' } | Remove-Item
    Copy-Item (Join-Path $root 'module/Deploy.psm1'), (Join-Path $root 'module/Deploy.Format.ps1xml'), (Join-Path $root 'module/LocalClusterHost.ps1') (Join-Path $Folder 'module')
    Copy-Item (Join-Path $root 'Deploy.psd1'), (Join-Path $root 'CHANGELOG.md'), (Join-Path $root 'LICENSE'), (Join-Path $root 'module/Package/icon.png') $Folder
    Invoke-PowerShell -File (Join-Path $root 'module/Help/New-CommandHelp.ps1') -Module $Folder -OnlineUri $HelpUri
    if ($LASTEXITCODE -ne 0) { throw 'The help could not be made; what is wrong stands above.' }
}

# For ./Deploy.psd1: its script looks for the libraries beside itself, and Get-Help for topics beside the manifest.
function Connect-SourceTree([string] $Folder) {
    Remove-SourceLibrary
    $null = New-Item -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') -Path $sourceLib -Target (Join-Path $Folder 'module/lib')
    foreach ($language in $languages) { Copy-Item (Join-Path $Folder $language) $root -Recurse -Force }
}

function Remove-SourceLibrary {
    # Also where out was removed by hand, and it leads nowhere.
    if ([System.IO.DirectoryInfo]::new($sourceLib).LinkTarget) { Remove-Item $sourceLib -Force }
}

# Whether what Build made is newer than all that it is made of.
function Test-Built([string] $Folder) {
    $made = [System.IO.FileInfo]::new([System.IO.Path]::Combine($Folder, 'en-US', 'Deploy.Module.dll-Help.xml'))
    if (-not $made.Exists) { return $false }
    $sources = @(Get-ChildItem (Join-Path $root '*') -File -Include '*.props', '*.json', '*.psd1', 'build.ps1') + @(
        foreach ($place in 'src', 'module') { [System.IO.DirectoryInfo]::new((Join-Path $root $place)).EnumerateFiles('*', 'AllDirectories').Where({ $_.FullName -notmatch '[\\/](bin|obj|lib)[\\/]' }) })
    -not $sources.Where({ $_.LastWriteTimeUtc -gt $made.LastWriteTimeUtc }, 'First')
}

function New-Archive([string] $Folder) {
    $manifest = Import-PowerShellDataFile (Join-Path $Folder 'Deploy.psd1')
    $file = Join-Path $out "Deploy.$($manifest.ModuleVersion).nupkg"
    & (Join-Path $root 'module/Package/New-GalleryPackage.ps1') -Folder $Folder -Manifest $manifest -Destination $file
    Get-Item $file
}

# The module controller's own program, in a folder.
function Build-Controller([string] $Folder) {
    if (Test-Path $Folder) { Remove-Item $Folder -Recurse -Force }
    Publish-Project 'src/Deploy.Controller/Deploy.Controller.csproj' $Folder
    Get-ChildItem $Folder -File | Where-Object Extension -In '.pdb', '.xml' | Remove-Item
}

# PowerShell as the repository pins it, for Linux on any processor, in a folder.
function Copy-PowerShell([string] $Folder) {
    if (Test-Path $Folder) { Remove-Item $Folder -Recurse -Force }
    $version = (Get-Content (Join-Path $root '.config/dotnet-tools.json') -Raw | ConvertFrom-Json).tools.powershell.version
    $from = Join-Path (Get-PackageFolder) "powershell/$version/tools/net10.0/any/unix"
    if (-not (Test-Path $from)) { Invoke-DotNet tool restore --tool-manifest (Join-Path $root '.config/dotnet-tools.json') }
    Copy-Item $from $Folder -Recurse
    Get-ChildItem (Join-Path $Folder 'runtimes') -Directory | Where-Object Name -NotMatch '^(linux|unix)' | Remove-Item -Recurse
}

function Get-PackageFolder { ((& dotnet nuget locals global-packages --list) -join '') -replace '^global-packages:\s*' }

# Pester is a package like any other: the project that runs the same tests in "dotnet test" brings it.
function Import-Pester {
    $manifest = Join-Path (Get-PackageFolder) 'pester/6.2.0/tools/Pester.psd1'
    if (-not (Test-Path $manifest)) { Invoke-DotNet restore (Join-Path $root 'tests/Deploy.Pester.Tests') }
    Import-Module $manifest
}

switch ($Task) {
    'Build' {
        if ($Destination) { Build-Module $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination) }
        else { Build-Module (Join-Path $out 'Deploy'); Connect-SourceTree (Join-Path $out 'Deploy') }
    }
    'Tour' {
        $package = Join-Path $out 'Deploy'
        if (-not (Test-Built $package)) { Build-Module $package; Connect-SourceTree $package }
        Invoke-PowerShell -File (Join-Path $root 'samples/Show-Sample.ps1') (Join-Path $root "samples/$Name.ps1") -Module (Join-Path $package 'Deploy.psd1')
        exit $LASTEXITCODE
    }
    'Package' { Build-Module (Join-Path $out 'Deploy'); New-Archive (Join-Path $out 'Deploy') }
    'Image' {
        $folder = $Destination ? $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination) : $out
        $package = Join-Path $folder 'Deploy'
        if (-not (Test-Built $package)) {
            Build-Module $package
            if (-not $Destination) { Connect-SourceTree $package }
        }
        Build-Controller (Join-Path $folder 'controller')
        Copy-PowerShell (Join-Path $folder 'powershell')
    }
    'Test' {
        Import-Pester
        $result = Invoke-Pester -Path (Join-Path $root 'tests/Pester') -PassThru -Output Detailed
        if ($result.FailedCount + $result.FailedContainersCount -gt 0) { exit 1 }
    }
    'Clean' { Remove-SourceLibrary; @($out) + ($languages | ForEach-Object { Join-Path $root $_ }) | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force }
}
