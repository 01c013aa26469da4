#!/usr/bin/env pwsh
<#
.SYNOPSIS
Runs samples/tour.ps1 as an operator would, one command after the other, and writes what the screen showed.
.DESCRIPTION
What differs from run to run (names of replicas, times, ports) is replaced by one and the same example of it.
#>
param([string] $Destination)
$ErrorActionPreference = 'Continue'
$root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
if (-not $Destination) { $Destination = [System.IO.Path]::Combine($root, 'docs', 'tour.md') }
$PSStyle.OutputRendering = 'PlainText'
Import-Module (Join-Path $root 'Deploy.psd1')
$previous = $env:DEPLOY_HOME
$env:DEPLOY_HOME = Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())

function Format-Sample([string] $text) {
    $text = $text.Replace($env:DEPLOY_HOME, '~/.deploy')
    $text = $text -replace '127\.0\.0\.1:\d+', '127.0.0.1:40123' -replace '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ', '2026-11-21T08:00:00Z'
    $text = $text -replace 'r\d{14}-[0-9a-f]{6}', 'r20261121080000-a1b2c3'
    $text
}

$lines = [System.Collections.Generic.List[string]]::new()
$lines.Add('# The tour, as the screen shows it')
$lines.Add('')
$lines.Add('What `samples/tour.ps1` does in PowerShell, each command with its output. Made by `tests/Pester/Write-TourTranscript.ps1`; a test holds it to what the tour really says.')
try {
    $ast = [System.Management.Automation.Language.Parser]::ParseFile((Join-Path $root 'samples/tour.ps1'), [ref] $null, [ref] $null)
    $source = Get-Content (Join-Path $root 'samples/tour.ps1')
    $told = $ast.EndBlock.Statements[0].Extent.EndLineNumber
    foreach ($statement in $ast.EndBlock.Statements | Where-Object { $_ -is [System.Management.Automation.Language.PipelineAst] }) {
        # The comments since the last command say why the next one comes.
        $why = $source[$told..($statement.Extent.StartLineNumber - 2)] | Where-Object { $_ -like '# *' -and $_ -notlike '#  *' }
        $told = $statement.Extent.EndLineNumber
        if ($why) {
            $lines.Add('')
            $lines.Add(($why -replace '^# ', '') -join ' ')
        }
        $lines.Add('')
        $lines.Add('```')
        $lines.Add('PS> ' + $statement.Extent.Text)
        $shown = & ([scriptblock]::Create('$ErrorActionPreference = "Continue"; ' + $statement.Extent.Text)) 3>&1 2>&1 |
            ForEach-Object { if ($_ -is [System.Management.Automation.WarningRecord]) { "WARNING: $_" } else { $_ } } | Out-String -Width 150
        foreach ($line in (Format-Sample $shown).Trim("`r", "`n") -split '\r?\n') {
            if ($shown.Trim() -and $line -notmatch '^\s+\|\s+~+|^Line \|$') { $lines.Add($line.TrimEnd()) }
        }
        $lines.Add('```')
    }
}
finally {
    Stop-LocalCluster -Confirm:$false
    Remove-Item $env:DEPLOY_HOME -Recurse -Force -ErrorAction Ignore
    $env:DEPLOY_HOME = $previous
}
[System.IO.File]::WriteAllText($Destination, ($lines -join "`n") + "`n")
