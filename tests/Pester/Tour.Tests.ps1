BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'docs/tour.md' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        # What a transcript says, command by command. Names, times and counts differ between two runs, and with them where a line breaks, in which
        # order replicas stand and which are just coming or going; what a diagnostic tells of events depends on the moment.
        function Get-Gist([string] $Text) {
            foreach ($block in [regex]::Matches($Text, '(?ms)^```text\n(?<command>PS> [^\n]*)\n(?<shown>.*?)^```$')) {
                # A line that begins with spaces goes on with the one before.
                $lines = ($block.Groups['shown'].Value -replace '\n +', ' ') -split '\n'
                $block.Groups['command'].Value
                $lines | Where-Object { $_ -and $_ -notmatch '^-+( |$)|^(Decommissioned|Starting|Started) |^WARNING: biz1-\S+: (Starting|Started),|^(Life|Node|Events|Containers) +:' } |
                    ForEach-Object { $_ -replace 'biz1-[0-9a-z]+-[0-9a-z]{5}', 'biz1-x' -replace '\d+(ms|s|m|h)(\d+s)?\b', '#' -replace '\d+ answered', '# answered' -replace '\b\d{3,}\b', '#' -replace '\s+', ' ' } |
                    Sort-Object -Unique
            }
            # The text between the commands.
            ($Text -replace '(?ms)^```text\n.*?^```$') -split '\n' -ne ''
        }
        function Get-Difference([string] $One, [string] $Other) { Compare-Object @(Get-Gist $One) @(Get-Gist $Other) -SyncWindow 0 | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } }
        $told = Get-Content (Join-Path $Root 'docs/tour.md') -Raw
    }
    It 'may differ in names, numbers, order and where lines break' {
        $other = $told -replace '(?<=biz1-[0-9a-z]+)-(?=[0-9a-z]{5}\b)', 'ab-' -replace '(?m)^(Responsive .*\n)(Responsive .*\n)', '$2$1' -replace '\b\d+s\b', '1m10s' -replace '\d+ answered', '7 answered' -replace 'of container', "of`n                                container"
        $other | Should -Not -Be $told
        Get-Difference $told $other | Should -BeNullOrEmpty
    }
    It 'may not differ in <What>' -ForEach @(
        @{ What = 'a cause'; Change = { $args[0].Replace('NotFound', 'Denied') } }
        @{ What = 'a state'; Change = { $args[0] -replace '(?m)^Responsive', 'Unresponsive' } }
        @{ What = 'a column'; Change = { $args[0] -replace '(?m)^Status +Revision', 'Status' } }
        @{ What = 'lost requests'; Change = { $args[0] -replace '\b0(?=\s+failed)', '3' } }
        @{ What = 'the order of commands'; Change = { $args[0] -replace '(?s)^(.*?)(```text\nPS> Get-ReplicaStatus.*?```)(.*?)(```text\n.*?```)', '$1$4$3$2' } }
        @{ What = 'what explains a command'; Change = { $args[0] -replace 'a process of its own', 'this process' } }
    ) {
        $other = & $Change $told
        $other | Should -Not -Be $told
        Get-Difference $told $other | Should -Not -BeNullOrEmpty
    }
    It 'is at most 80 columns wide where tables are' { $told -split '\n' | Where-Object { $_ -match '^(Status|Responsive|Current|Superseded|StartingError|  )' -and $_.Length -gt 80 } | Should -BeNullOrEmpty }
    It 'is what the tour really says' {
        $new = Join-Path $TestDrive 'tour.md'
        Invoke-Fresh ([scriptblock]::Create("& '$Root/tests/Pester/Write-TourTranscript.ps1' -Destination '$new' -Module '$Package/Deploy.psd1'")) | Should -BeNullOrEmpty
        Get-Difference $told (Get-Content $new -Raw) | Should -BeNullOrEmpty
    }
}

Describe 'Show-Sample.ps1' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        function Show-Sample([string] $Text) {
            $sample = Join-Path $TestDrive 'sample.ps1'
            Set-Content $sample $Text
            $program, $arguments = $PowerShell
            $said = & $program @arguments -File (Join-Path $Root 'samples/Show-Sample.ps1') $sample -Module (Join-Path $Package 'Deploy.psd1')
            [pscustomobject] @{ ExitCode = $LASTEXITCODE; Lines = $said; Text = $said -join "`n" }
        }
        $plain, $env:NO_COLOR = $env:NO_COLOR, '1'
    }
    AfterAll { $env:NO_COLOR = $plain }

    It 'shows each statement behind a prompt, its comment above and its output below, as a prompt would' {
        $run = Show-Sample "# How to run it.`n`$one = 1`n`n# Two objects of two kinds.`n[pscustomobject] @{ A = `$one }`n[pscustomobject] @{ B = 2; C = 3 }`nif (`$one) {`n  'a block'`n}"
        $run.Text | Should -Be "PS> `$one = 1`n# Two objects of two kinds.`nPS> [pscustomobject] @{ A = `$one }`n`nA`n-`n1`n`nPS> [pscustomobject] @{ B = 2; C = 3 }`n`nB C`n- -`n2 3`n`nPS> if (`$one) {`n>>   'a block'`n>> }`na block"
        $run.ExitCode | Should -Be 0
    }
    It 'ends with 1 at the first statement that fails, says why, and leaves no cluster behind' {
        $run = Show-Sample "`$ErrorActionPreference = 'Stop'`nStart-LocalCluster -Connect`n(Get-ModuleCluster | Where-Object IsCurrent).Name`n`$env:DEPLOY_HOME`nResize-Module nothere 3`n'not reached'"
        $run.ExitCode | Should -Be 1
        $run.Text | Should -Match "(?s)PS> Resize-Module nothere 3\nResize-Module: There is no module 'nothere'.*\nsample\.ps1 ends here: its last command failed\.$"
        $run.Text | Should -Not -Match 'not reached'
        $own = $run.Lines | Where-Object { $_ -match '^\S*[\\/]deploy-[\w.]+$' }
        $own | Should -Not -BeNullOrEmpty
        $own | Should -Not -Be $env:DEPLOY_HOME
        $own | Should -Not -Exist
        $server = [regex]::Match($run.Text, 'http://127\.0\.0\.1:\d+').Value
        { Invoke-RestMethod "$server/version" -TimeoutSec 2 } | Should -Throw
    }
    It 'goes on where the sample expects a failure, and stands it between the outputs' {
        $run = Show-Sample "`$ErrorActionPreference = 'Stop'`n'before'`nTest-ModulePackage `"`$PSScriptRoot/none.jar`" -ErrorAction Continue`nWrite-Warning 'careful'`n'after'"
        $run.ExitCode | Should -Be 0
        $run.Text | Should -Match '(?s)\nbefore\nPS> Test-ModulePackage "\$PSScriptRoot/none\.jar" -ErrorAction Continue\nTest-ModulePackage: .*none\.jar.*\nPS> Write-Warning ''careful''\nWARNING: careful\nPS> ''after''\nafter$'
    }
    It 'stops also a cluster in a home that the sample chose' {
        $chosen = Join-Path $TestDrive 'chosen'
        $run = Show-Sample "`$env:DEPLOY_HOME = '$chosen'`n`$null = Start-LocalCluster"
        $run.ExitCode | Should -Be 0
        Join-Path $chosen 'local/state.json' | Should -Not -Exist
    }
    It 'refuses what is no script' {
        $run = Show-Sample "'half"
        $run.ExitCode | Should -Not -Be 0
    }
}
