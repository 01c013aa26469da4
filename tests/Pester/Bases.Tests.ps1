BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'Modules on bases' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG = $null
        $cluster = Start-LocalCluster -Bases 3 -Connect

        # A module's package as bases read it, behaving as simulation.json says.
        function New-Biz([string] $Name, [string] $Version, [hashtable] $Simulation = @{}) {
            $path = Join-Path $TestDrive "$Name-$Version.jar"
            $zip = [System.IO.Compression.ZipFile]::Open($path, 'Create')
            try {
                foreach ($entry in @{ 'META-INF/MANIFEST.MF' = "Manifest-Version: 1.0`nArk-Biz-Name: $Name`nArk-Biz-Version: $Version`n"; 'simulation.json' = ($Simulation | ConvertTo-Json) }.GetEnumerator()) {
                    $writer = [System.IO.StreamWriter]::new($zip.CreateEntry($entry.Key).Open())
                    $writer.Write($entry.Value)
                    $writer.Dispose()
                }
            }
            finally { $zip.Dispose() }
            $path
        }
        # Makes something happen to a base, on its own control endpoint.
        function Invoke-Base([string] $Name, [hashtable] $Command) {
            $base = Get-ModuleBase $Name
            $null = Invoke-RestMethod -Method Post -Uri "http://$($base.Ip):$($base.Port)/simulation" -Body ($Command | ConvertTo-Json) -ContentType application/json
        }
        function Wait-Until([scriptblock] $Condition, [string] $What) {
            $end = [DateTime]::UtcNow.AddSeconds(120)
            while (-not (& $Condition)) {
                if ([DateTime]::UtcNow -gt $end) { throw "$What did not come about within 120 s." }
                Start-Sleep -Milliseconds 200
            }
        }
    }
    AfterAll {
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG = $before
    }

    It 'has the bases that were asked for' {
        $cluster.Bases | Should -Be 3
        Wait-Until { @(Get-ModuleBase | Where-Object State -eq Ready).Count -eq 3 } 'three ready bases'
        (Get-ModuleBase).Name | Should -Be @('vnode.base-1.default', 'vnode.base-2.default', 'vnode.base-3.default')
    }
    It 'installs one replica of a package on each' {
        $release = Publish-Module -Name biz1 -Version 1.0.0 -Package (New-Biz biz1 1.0.0) -Replicas 3
        $release.Responsive | Should -Be 3
        (Get-ReplicaStatus biz1).Base | Sort-Object | Should -Be (Get-ModuleBase).Name
    }
    It 'shows on each base what is installed' {
        foreach ($base in Get-ModuleBase -Detailed) {
            $base.Replicas | Should -Be 1
            "$($base.Modules)" | Should -Be 'biz1:1.0.0 ACTIVATED'
            ([uri] $base.Reachable).Port | Should -Be $base.Port
        }
        (Get-ModuleBase -Ip 127.0.0.1).Count | Should -Be 3
        (Get-ModuleBase (Get-ReplicaStatus biz1)[0].Name).Name | Should -Be (Get-ReplicaStatus biz1)[0].Base
        Get-ModuleBase | Out-String -Width 200 | Should -Match 'vnode\.base-1\.default'
    }
    It 'shows it to kubectl' {
        if (-not (Get-Command kubectl -ErrorAction SilentlyContinue)) { Set-ItResult -Skipped -Because 'kubectl is not here'; return }
        $shown = & kubectl --kubeconfig $cluster.Kubeconfig get nodes,pods -o wide
        @($shown -match '^node/vnode\.base-\d\.default\s+Ready').Count | Should -Be 3
        @($shown -match '^pod/biz1-\S+\s+1/1\s+Running\s.*127\.0\.0\.1\s+vnode\.base-\d\.default').Count | Should -Be 3
    }
    It 'tells the health of a base and of a module' {
        $health = Get-ModuleHealth -Base base-1
        $health.Status | Should -Be 'Up'
        $health.Modules.Name | Should -Contain 'biz1'
        $health.Plugins | Should -Not -BeNullOrEmpty
        (Get-ModuleHealth biz1).Count | Should -Be 3
        Invoke-Base base-1 @{ health = 'DOWN' }
        $down = Get-ModuleHealth -Base base-1
        $down.Status | Should -Be 'Down'
        $down.DecidedBy | Should -Match 'baseStartUp'
        Invoke-Base base-1 @{ health = 'UP' }
    }
    It 'replays modules after a restart of their base' {
        Invoke-Base base-2 @{ restart = $true }
        Wait-Until { (Get-ReplicaStatus biz1 -Base vnode.base-2.default) | Where-Object { $_.State -eq 'Responsive' -and $_.Restarts -eq 1 } } 'the replay'
    }
    It 'believes the base and not the pod' {
        Invoke-Base base-3 @{ break = 'biz1:1.0.0' }
        # On a busy machine a base may need more than the second that it is given; the next command asks again.
        Wait-Until { (Get-ReplicaStatus biz1 -State Unresponsive -WarningAction SilentlyContinue).Base -eq 'vnode.base-3.default' } 'the word of base-3'
        $said = Get-ReplicaStatus biz1 -Base vnode.base-3.default -WarningAction SilentlyContinue
        if ($said.Cause.Code -eq 'Base.StatusDisagrees') { $said.Cause.Message | Should -Match 'Pod says Ready, base says BROKEN since \d{4}-' }
        Wait-Until { (Get-ReplicaDiagnostic $said.Name -Tail 0 -WarningAction SilentlyContinue).Node.Base.Module -eq 'BROKEN' } 'the word of base-3 in a diagnostic'
        (Get-ReplicaDiagnostic $said.Name -Tail 0 -SkipBaseCheck).Node.Base | Should -BeNullOrEmpty
    }
    It 'names a base that gives no answer, and waits for it no longer than a moment' {
        Invoke-Base base-1 @{ cutOff = $true }
        $replicas = Get-ReplicaStatus biz1 -WarningVariable warned -WarningAction SilentlyContinue
        @($replicas).Count | Should -BeGreaterOrEqual 3
        "$warned" | Should -Match 'gave no answer within 1 s.*vnode\.base-1\.default'
        $null = Get-ReplicaStatus biz1 -SkipBaseCheck -WarningVariable silent
        $silent | Should -BeNullOrEmpty
        Invoke-Base base-1 @{ cutOff = $false }
    }
    It 'says what a module waits for' {
        $null = Publish-Module -Name later -Version 1.0.0 -Package (New-Biz later 1.0.0) -BaseVersion 1.0.0 -BaseCluster east -NoWait
        Wait-Until { (Get-ReplicaStatus later).Cause.Code -eq 'Scheduler.NoMatchingBase' } 'a waiting replica'
        (Get-ReplicaStatus later).Cause.Message | Should -Match 'east'
    }
    It 'adds bases to a running cluster' {
        (Start-LocalCluster -Bases 4).Bases | Should -Be 4
        Wait-Until { @(Get-ModuleBase | Where-Object State -eq Ready).Count -eq 4 } 'four ready bases'
    }
    It 'keeps the controller as long as bases have modules' {
        { Uninstall-ModuleController -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'Base.HasModules*' -ExpectedMessage '*vnode.base-*biz1:1.0.0*'
    }
    It 'takes the modules off their bases' {
        $null = Unpublish-Module biz1, later -Confirm:$false
        Wait-Until { -not (Get-ModuleBase -Detailed).Modules } 'bases without modules'
    }
}
