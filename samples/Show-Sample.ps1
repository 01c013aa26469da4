<#
.SYNOPSIS
Runs a sample as an operator would type it: each command behind a prompt, and below it what it shows.
.DESCRIPTION
The output of a script is formatted as one: a second table, of other objects, comes as raw lists. At a prompt each command's output stands for
itself, so each statement goes to the screen on its own. The first one that fails although the sample does not expect it ends the run with 1.
Local state is in a home of the run's own, and a local cluster in it is stopped at the end, whatever happens.
Run it in a PowerShell of its own; build.ps1 Tour does.
.PARAMETER Path
The sample. Its statements run one after the other in one scope.
.PARAMETER Module
The module to import first, where the session has none.
.EXAMPLE
pwsh -NoProfile -File samples/Show-Sample.ps1 samples/tour.ps1 -Module ./Deploy.psd1
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)] [string] $Path,
    [string] $Module
)
$ErrorActionPreference = 'Stop'
if ($Module) { Import-Module (Resolve-Path $Module).ProviderPath -Global }
# Errors stand where they happened among the other lines, also where the output goes into a file.
[System.Console]::SetError([System.Console]::Out)
$Path = (Resolve-Path $Path).ProviderPath
$mistakes = $null
$ast = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $mistakes)
if ($mistakes) { throw "$Path is no PowerShell script: $($mistakes[0].Message) (line $($mistakes[0].Extent.StartLineNumber))" }
$source = [System.IO.File]::ReadAllLines($Path)

# A statement as a prompt can run it, where $PSScriptRoot means nothing.
function ConvertTo-Typed($Statement) {
    $text = $Statement.Extent.Text
    $variables = $Statement.FindAll({ $args[0] -is [System.Management.Automation.Language.VariableExpressionAst] -and $args[0].VariablePath.UserPath -eq 'PSScriptRoot' }, $true)
    foreach ($variable in $variables | Sort-Object { $_.Extent.StartOffset } -Descending) {
        $text = $text.Remove($variable.Extent.StartOffset - $Statement.Extent.StartOffset, $variable.Extent.Text.Length).Insert($variable.Extent.StartOffset - $Statement.Extent.StartOffset, (Split-Path $Path))
    }
    [scriptblock]::Create($text)
}

# The comment above a statement says why it comes. Comments before the first statement of all say how the sample is run.
function Get-Comment($Statement, [int] $After) {
    if ($Statement.Extent.StartLineNumber - 1 -gt $After) { $source[$After..($Statement.Extent.StartLineNumber - 2)].Where({ $_.StartsWith('#') }) }
}

# The sample's variables and preferences are its own, as those of a session would be.
$session = New-Module -ScriptBlock {}
$before = $env:DEPLOY_HOME
$env:DEPLOY_HOME = $ownHome = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'deploy-' + [System.IO.Path]::GetRandomFileName())
$homes = [System.Collections.Generic.HashSet[string]]::new([string[]] @($ownHome))
$last = $ast.EndBlock.Statements[0].Extent.StartLineNumber - 1
$failed = $false
try {
    foreach ($statement in $ast.EndBlock.Statements) {
        foreach ($line in Get-Comment $statement $last) { [System.Console]::WriteLine($line) }
        $last = $statement.Extent.EndLineNumber
        [System.Console]::WriteLine('PS> ' + $statement.Extent.Text.ReplaceLineEndings([System.Environment]::NewLine + '>> '))
        try { . $session (ConvertTo-Typed $statement) | Out-Default }
        catch {
            $_ | Out-Default
            $failed = $true
        }
        # A sample may have a home of its own.
        $null = $homes.Add($env:DEPLOY_HOME)
        if ($failed) { break }
    }
}
finally {
    foreach ($env:DEPLOY_HOME in $homes) { Stop-LocalCluster -Confirm:$false -ErrorAction Continue }
    Remove-Item $ownHome -Recurse -Force -ErrorAction Ignore
    $env:DEPLOY_HOME = $before
}
if ($failed) { [System.Console]::WriteLine("$(Split-Path $Path -Leaf) ends here: its last command failed.") }
exit [int] $failed
