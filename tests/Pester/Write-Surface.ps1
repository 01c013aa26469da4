<#
.SYNOPSIS
Writes what users see of the module, from the real binder's metadata: commands, parameter sets, parameters and how they bind.
.DESCRIPTION
Surface.Tests.ps1 compares surface.txt with it. A change of the surface is meant to be seen in review: renew the file by
dotnet pwsh tests/Pester/Write-Surface.ps1 > tests/Pester/surface.txt
after dotnet pwsh build.ps1, and say in CHANGELOG.md what users have to change.
.PARAMETER Module
The module's manifest. Default: what build.ps1 made.
#>
param([string] $Module = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'Deploy', 'Deploy.psd1'))
$ErrorActionPreference = 'Stop'
Import-Module $Module

$common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters

# A type as one writes it in PowerShell: int, string[], and nothing of what .NET calls a value that may be missing.
function Get-TypeName([type] $Type) {
    if ($Type.IsArray) { return "$(Get-TypeName $Type.GetElementType())[]" }
    $inner = [System.Nullable]::GetUnderlyingType($Type) ?? $Type
    if ($inner -eq [switch]) { return 'switch' }
    [Microsoft.PowerShell.ToStringCodeMethods]::Type($inner) -replace ',.*$', '' -replace '^.*\.', ''
}

foreach ($alias in Get-Command -Module Deploy -CommandType Alias | Sort-Object Name) { "$($alias.Name) is $($alias.Definition)" }
foreach ($command in Get-Command -Module Deploy -CommandType Cmdlet | Sort-Object Name) {
    $class = $command.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
    $asks = if ($class.SupportsShouldProcess) { " (-WhatIf, -Confirm; impact $($class.ConfirmImpact))" }
    "$($command.Name)$asks"
    foreach ($output in $command.OutputType.Name | Sort-Object -Unique) { "  gives $output" }
    foreach ($set in $command.ParameterSets | Sort-Object Name) {
        if ($command.ParameterSets.Count -gt 1) { "  set $($set.Name)$(if ($set.IsDefault) { ', by default' })" }
        $indent = ' ' * ($command.ParameterSets.Count -gt 1 ? 4 : 2)
        foreach ($parameter in $set.Parameters | Where-Object Name -NotIn $common | Sort-Object Name) {
            $traits = @(
                if ($parameter.Position -ge 0) { "at $($parameter.Position)" }
                if ($parameter.IsMandatory) { 'mandatory' }
                if ($parameter.ValueFromPipeline) { 'by value' }
                if ($parameter.ValueFromPipelineByPropertyName) { 'by property' }
                foreach ($alias in $parameter.Aliases | Sort-Object) { "alias $alias" }
                foreach ($attribute in $parameter.Attributes) {
                    switch ($attribute) {
                        { $_ -is [ValidateRange] } { "$($attribute.MinRange) to $($attribute.MaxRange)" }
                        { $_ -is [ValidateSet] } { "one of $($attribute.ValidValues -join ' ')" }
                        { $_ -is [ValidatePattern] } { "like $($attribute.RegexPattern)" }
                    }
                }
            )
            "$indent-$($parameter.Name) <$(Get-TypeName $parameter.ParameterType)>$(if ($traits) { ": $($traits -join ', ')" })"
        }
    }
}
