#!/usr/bin/env pwsh
<#
.SYNOPSIS
Renews docs/tour.md: runs samples/tour.ps1 in a PowerShell of its own and writes what the screen showed, 80 columns wide.
.DESCRIPTION
What is of this machine or moment (home, port, times, the releases' identifiers) is replaced by one and the same example of it.
.PARAMETER Module
The built module; that of ./build.ps1 where none is named.
#>
param(
    [string] $Destination,
    [string] $Module
)
$ErrorActionPreference = 'Stop'
$root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
if (-not $Destination) { $Destination = [System.IO.Path]::Combine($root, 'docs', 'tour.md') }
if (-not $Module) { $Module = [System.IO.Path]::Combine($root, 'out', 'Deploy', 'Deploy.psd1') }
$program = @([System.Environment]::ProcessPath)
if ([System.IO.Path]::GetFileNameWithoutExtension($program[0]) -eq 'dotnet') { $program += Join-Path $PSHOME 'pwsh.dll' }
$program += '-NoProfile', '-NonInteractive', '-File', [System.IO.Path]::Combine($root, 'samples', 'Show-Sample.ps1')

# PowerShell breaks lines between words for languages that it knows, and takes 80 columns where the output is no terminal.
$env:LC_ALL, $env:TERM, $env:NO_COLOR = 'en_US.UTF-8', 'xterm', '1'
[System.Console]::OutputEncoding = [System.Text.Encoding]::UTF8
$first, $rest = $program
$shown = & $first @rest ([System.IO.Path]::Combine($root, 'samples', 'tour.ps1')) -Module $Module
if ($LASTEXITCODE -ne 0) { throw "The tour ended with $LASTEXITCODE`:`n$($shown -join "`n")" }

$file = -join 'kubeconfig'.ToCharArray().ForEach({ "\s*$_" })
$text = ($shown.TrimEnd() -join "`n") -replace "(?sm)(?<=^local +http\S+ +\d+ +\d+ +\d+ +)\S.*?$file", '~/.deploy/local/kubeconfig'
$text = $text -replace '127\.0\.0\.1:\d+', '127.0.0.1:40123' -replace '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ', '2026-11-21T08:00:00Z' -replace 'r\d{14}-[0-9a-f]{6}', 'r20261121080000-a1b2c3'

# Each command with its output is a block; the comment above it is text.
$parts = $text -split '(?m)(?=^PS> )' -ne ''
$lines = [System.Collections.Generic.List[string]]::new()
$lines.Add('# The tour, as the screen shows it')
$lines.Add('')
$lines.Add('What `dotnet pwsh build.ps1 Tour` shows: `samples/tour.ps1`, each command with its output. Made by `tests/Pester/Write-TourTranscript.ps1`; a test holds it to what the tour really says.')
foreach ($part in $parts) {
    # A comment at the end of a part belongs to the next command.
    $null = $part -match '(?s)^(?<shown>.*?)(?<comment>(\n# [^\n]*)*)\s*$'
    $lines.AddRange([string[]] @('', '```text', $Matches.shown.TrimEnd(), '```'))
    $comment = ($Matches.comment.Trim() -replace '(?m)^# ') -replace '\n', ' '
    if ($comment) { $lines.AddRange([string[]] @('', $comment)) }
}
[System.IO.File]::WriteAllText($Destination, ($lines -join "`n") + "`n")
