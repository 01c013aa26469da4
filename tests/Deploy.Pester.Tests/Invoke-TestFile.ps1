#!/usr/bin/env pwsh
<#
.SYNOPSIS
Runs one file of Pester tests in this process and writes what came of each test as JSON.
.DESCRIPTION
A setup or a teardown that fails, and a file that cannot be read, are results too: whoever counts must not miss them.
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Destination,
    [Parameter(Mandatory)] [string] $Pester,
    [string] $ExcludeTag
)
$ErrorActionPreference = 'Stop'
Import-Module $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
if ($ExcludeTag) { $configuration.Filter.ExcludeTag = $ExcludeTag }
$configuration.Output.Verbosity = 'None'
$run = Invoke-Pester -Configuration $configuration

function Get-Failure($Item) {
    ($Item.ErrorRecord | ForEach-Object { if ($_.DisplayErrorMessage) { $_.DisplayErrorMessage, $_.DisplayStackTrace } else { "$_" } }) -join "`n"
}

# Why a test was skipped: what it said itself, or the tag that says what it needs.
function Get-SkipReason($Test) {
    if ("$($Test.ErrorRecord)" -match 'is skipped, because (?<why>.+)$') { return $Matches.why }
    for ($part = $Test; $part; $part = if ($part -is [Pester.Test]) { $part.Block } else { $part.Parent }) {
        $need = $part.Tag | Where-Object { $_ -like 'needs *' } | Select-Object -First 1
        if ($need) { return $need }
    }
}

# A test whose setup failed did not run and has no failure of its own.
function Get-SetupFailure($Test) {
    for ($block = $Test.Block; $block; $block = $block.Parent) {
        if ($block.ErrorRecord) { return "Its setup failed: $(Get-Failure $block)" }
    }
    'It failed without a word.'
}

$results = @(
    foreach ($test in $run.Tests | Where-Object Result -NE NotRun) {
        $message = switch ($test.Result) {
            'Passed' { '' }
            'Skipped' { Get-SkipReason $test }
            default { (Get-Failure $test), (Get-SetupFailure $test) | Where-Object { $_ } | Select-Object -First 1 }
        }
        [ordered] @{ Name = $test.ExpandedPath; Outcome = "$($test.Result)"; Message = "$message"; Milliseconds = [int] $test.Duration.TotalMilliseconds }
    }
    foreach ($block in $run.FailedBlocks | Where-Object ErrorRecord) {
        [ordered] @{ Name = "$($block.ExpandedPath) (setup or teardown)"; Outcome = 'Failed'; Message = Get-Failure $block; Milliseconds = 0 }
    }
    foreach ($container in $run.FailedContainers | Where-Object ErrorRecord) {
        [ordered] @{ Name = '(the file)'; Outcome = 'Failed'; Message = Get-Failure $container; Milliseconds = 0 }
    }
)
[ordered] @{ Result = "$($run.Result)"; NotRun = $run.NotRunCount; Tests = $results } | ConvertTo-Json -Depth 4 -EscapeHandling EscapeNonAscii | Set-Content -LiteralPath $Destination -Encoding utf8
