BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $books = Get-ChildItem (Join-Path $Root 'samples/runbooks') -Filter *.ps1 | ForEach-Object { @{ Name = $_.Name } }
}

# Each is a PowerShell of its own, and most of them wait for releases.
Describe 'The runbook' -Tag Slow {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $names = 'DEPLOY_HOME', 'KUBECONFIG', 'DEPLOY_STORE', 'MODULE', 'VERSION', 'IMAGE', 'GATE', 'NAMESPACE', 'PACKAGE', 'BASE', 'BASE_VERSION'
        $before = @{}
        foreach ($name in $names) { $before[$name] = [Environment]::GetEnvironmentVariable($name); [Environment]::SetEnvironmentVariable($name, $null) }
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $null = Start-LocalCluster -Connect -Bases 1
        $control = (Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json).control

        # Runs a runbook in a process of its own, as an operator or a scheduler would; gives back its exit code and what it said.
        function Start-Runbook([string] $Name, [string] $Arguments) {
            $file = Join-Path $Root "samples/runbooks/$Name"
            $log = Join-Path $TestDrive "$([guid]::NewGuid()).log"
            $script = "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$Package/Deploy.psd1'; try { & '$file' $Arguments *>&1 | Out-String -Width 200 } catch { `"`$_`"; exit 1 }"
            $start = Get-FreshStart $script
            $process = Start-Process @start -PassThru -RedirectStandardOutput $log -RedirectStandardError "$log.errors"
            # Without its handle the exit code of an ended process is not known.
            $null = $process.Handle
            [pscustomobject] @{ Process = $process; Log = $log }
        }
        function Wait-Runbook($Running) {
            if (-not $Running.Process.WaitForExit(180000)) { $Running.Process.Kill(); throw "The runbook does not end: $(Get-Content $Running.Log -Raw)" }
            [pscustomobject] @{ ExitCode = $Running.Process.ExitCode; Text = (Get-Content $Running.Log, "$($Running.Log).errors" -Raw) -join "`n" }
        }
        function Invoke-Runbook([string] $Name, [string] $Arguments) { Wait-Runbook (Start-Runbook $Name $Arguments) }
        function Publish-Good([string] $Name, [string] $Namespace = 'default') {
            $null = Publish-Module $Name 1.0.0 registry.local/ok:1 -Replicas 2 -Port 8080 -ServicePort 80 -ReadinessCheck http:8080/health -Namespace $Namespace
        }
    }
    AfterAll {
        Stop-LocalCluster
        foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
    }

    It '<Name> is written without mistakes and says what it is for' -ForEach $books {
        $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseFile((Join-Path $Root "samples/runbooks/$Name"), [ref] $null, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        foreach ($call in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -match '-(Module|Replica|Published)' }, $true)) {
            Get-Command "Deploy\$($call.GetCommandName())" | Should -Not -BeNullOrEmpty
        }
        Get-Content (Join-Path $Root "samples/runbooks/$Name") -TotalCount 1 | Should -Match '^(# \w|<#)'
    }

    Context 'nightly-recycle-check' {
        BeforeAll { $null = Publish-Module young 1.0.0 registry.local/ok:1 -Port 8080 -ReadinessCheck http:8080/health }
        It 'is content where all replicas are young' {
            $run = Invoke-Runbook nightly-recycle-check.ps1
            $run.Text | Should -Match 'No replica is older than 1\.00:00:00'
            $run.ExitCode | Should -Be 0
        }
        It 'fails and names what is too old' {
            $run = Invoke-Runbook nightly-recycle-check.ps1 '-MaximumAge 00:00:00.001 -Namespace default'
            $run.Text | Should -Match 'replicas are older than .*default/young-'
            $run.ExitCode | Should -Be 1
        }
        It 'puts fresh replicas in their place when it is asked to' {
            $old = (Get-ReplicaStatus young).Name
            $run = Invoke-Runbook nightly-recycle-check.ps1 '-MaximumAge 00:00:00.001 -Namespace default -Restart'
            $run.ExitCode | Should -Be 0 -Because $run.Text
            Get-ReplicaStatus young -State Responsive | Where-Object Name -In $old | Should -BeNullOrEmpty
            @(Get-ReplicaStatus young -State Responsive).Count | Should -Be 1
        }
    }

    Context 'safe-upgrade-with-gate' {
        BeforeAll {
            $module = 'safe1'
            Publish-Good $module
            $env:MODULE, $env:VERSION, $env:IMAGE = $module, '2.0.0', 'registry.local/ok:2'
        }
        It 'leaves the old version alone when the gate says no' {
            $server = Open-Server 503
            $env:GATE = "$($server.Address)/ok"
            try { $run = Invoke-Runbook safe-upgrade-with-gate.ps1 } finally { Close-Server $server }
            $run.ExitCode | Should -Be 1 -Because $run.Text
            $run.Text | Should -Match '503'
            (Get-PublishedModule $module).Version | Should -Be '1.0.0'
            (Get-ReplicaStatus $module -State Responsive -Version 1.0.0).Count | Should -Be 2
        }
        It 'upgrades without letting a caller down when the gate says yes' {
            $server = Open-Server 200
            $env:GATE = "$($server.Address)/ok"
            try { $run = Invoke-Runbook safe-upgrade-with-gate.ps1 } finally { Close-Server $server }
            $run.ExitCode | Should -Be 0 -Because $run.Text
            $run.Text | Should -Match ' 0 failed'
            (Get-PublishedModule $module).Version | Should -Be '2.0.0'
        }
    }

    Context 'roll-back-on-alarm' {
        It 'rolls back when replicas stop answering' {
            Publish-Good alarm
            $null = Switch-Module alarm 2.0.0 registry.local/unready-later:2
            $run = Invoke-Runbook roll-back-on-alarm.ps1 'alarm -For 00:02:00 -Every 00:00:00.5'
            $run.ExitCode | Should -Be 0 -Because $run.Text
            $run.Text | Should -Match 'alarm is back at 1\.0\.0'
            (Get-PublishedModule alarm).Version | Should -Be '1.0.0'
            (Get-ModuleRelease alarm)[0].Cause | Should -Match 'alarm: '
        }
        It 'changes nothing while all is well' {
            Publish-Good well
            $run = Invoke-Runbook roll-back-on-alarm.ps1 'well -For 00:00:02 -Every 00:00:00.5'
            $run.ExitCode | Should -Be 0 -Because $run.Text
            (Get-ModuleRelease well).Count | Should -Be 1
        }
    }

    Context 'clean-up-namespace' {
        It 'takes all modules of the namespace offline, and no others' {
            $env:NAMESPACE = 'old-team'
            New-Namespace $env:NAMESPACE
            Publish-Good one $env:NAMESPACE
            Publish-Good two $env:NAMESPACE
            Publish-Good kept
            $run = Invoke-Runbook clean-up-namespace.ps1
            $run.ExitCode | Should -Be 0 -Because $run.Text
            Get-PublishedModule -Namespace $env:NAMESPACE | Should -BeNullOrEmpty
            Get-ReplicaStatus -Namespace $env:NAMESPACE | Where-Object State -NE Decommissioned | Should -BeNullOrEmpty
            (Get-PublishedModule kept).Ready | Should -Be 2
        }
    }

    Context 'new-base-version-with-module' {
        It 'has base and module go live together' {
            $env:BASE = 'shop'
            $null = Invoke-RestMethod "${control}bases" -Method Post -ContentType 'application/json' -Body (@{ name = $env:BASE; version = '1.0.0' } | ConvertTo-Json)
            $null = Publish-Module clock 1.0.0 -Package (Join-Path $Root 'samples/packages/clock-1.0.0.jar') -Base $env:BASE -BaseVersion 1.0.0
            $env:MODULE, $env:VERSION, $env:BASE_VERSION, $env:PACKAGE = 'clock', '2.0.0', '2.0.0', (Join-Path $Root 'samples/packages/clock-2.0.0.jar')
            $running = Start-Runbook new-base-version-with-module.ps1
            Wait-Until { (Get-ReplicaStatus clock -Version 2.0.0).State -eq 'Starting' }
            (Get-ReplicaStatus clock -Version 1.0.0).State | Should -Be 'Responsive' -Because 'the earlier version serves while the new one waits'
            Wait-Until { (Get-ReplicaStatus clock -Version 2.0.0).Cause -match '2\.0\.0' }
            $null = Invoke-RestMethod "${control}bases" -Method Post -ContentType 'application/json' -Body (@{ name = $env:BASE; version = '2.0.0' } | ConvertTo-Json)
            $run = Wait-Runbook $running
            $run.ExitCode | Should -Be 0 -Because $run.Text
            $replica = Get-ReplicaStatus clock -State Responsive
            $replica.Version | Should -Be '2.0.0'
            (Get-ModuleBase $replica.Base).Version | Should -Be '2.0.0'
            $null = Unpublish-Module clock -Confirm:$false
        }
    }
}
