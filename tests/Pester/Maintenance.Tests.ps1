BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'Packages and maintenance' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE, $env:DEPLOY_ENVIRONMENT
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG, $env:DEPLOY_STORE, $env:DEPLOY_ENVIRONMENT = $null, $null, $null
        $cluster = Start-LocalCluster -Bases 3 -Connect
        $one = Join-Path $Root 'samples/packages/clock-1.0.0.jar'
        $two = Join-Path $Root 'samples/packages/clock-2.0.0.jar'
    }
    AfterAll {
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE, $env:DEPLOY_ENVIRONMENT = $before
    }

    It 'shows what a package would become and uploads nothing with -WhatIf' {
        Publish-Module clock 1.0.0 -Package $one -WhatIf | Should -BeNullOrEmpty
        Get-ModulePackage | Should -BeNullOrEmpty
        Get-PublishedModule | Should -BeNullOrEmpty
    }
    It 'refuses a damaged package before anything changes' {
        $bad = Join-Path $TestDrive 'clock-1.0.0.jar'
        Set-Content $bad 'this is no zip'
        { Publish-Module clock 1.0.0 -Package $bad -ErrorAction Stop } | Should -Throw -ErrorId 'Package.Damaged*'
        Get-PublishedModule | Should -BeNullOrEmpty
        Get-ModulePackage | Should -BeNullOrEmpty
    }
    It 'refuses one that is of another version than the command says' {
        { Publish-Module clock 3.0.0 -Package $one -ErrorAction Stop } | Should -Throw -ErrorId 'Package.Mismatch*'
    }
    It 'refuses one with another digest' {
        { Publish-Module clock 1.0.0 -Package $one -Sha256 ('0' * 64) -ErrorAction Stop } | Should -Throw -ErrorId 'Package.DigestMismatch*'
    }
    It 'refuses a URL that would live too long' {
        { Publish-Module clock 1.0.0 -Package $one -UrlLifetime 91d -ErrorAction Stop } | Should -Throw -ErrorId 'OtherUpstream.InvalidParameter*'
    }
    It 'refuses a command that names nothing, or two things' {
        { Publish-Module clock 1.0.0 -ErrorAction Stop } | Should -Throw -ErrorId 'Module.InvalidParameter*'
        { Publish-Module clock 1.0.0 -Package $one -Image registry.local/ok:1 -ErrorAction Stop } | Should -Throw -ErrorId 'Module.InvalidParameter*'
    }
    It 'publishes a package file from the local cluster''s own store' {
        (Publish-Module clock 1.0.0 -Package $one -Replicas 2 -UrlLifetime 1d).Responsive | Should -Be 2
        (Get-ModulePackage clock -NeededBy).NeededBy | Should -Be 'Deployment default/clock'
    }
    It 'changes nothing when the same package is published again' {
        $names = (Get-ReplicaStatus clock).Name
        Publish-Module clock 1.0.0 -Package $one -Replicas 2 | Out-Null
        (Get-ReplicaStatus clock).Name | Should -Be $names
        (Get-ModuleRelease clock).Count | Should -Be 1
    }
    It 'replaces by a package that was stored before' {
        $added = Add-ModulePackage $two
        $added.Version | Should -Be '2.0.0'
        (Get-ModulePackage clock | Where-Object Version -eq 2.0.0 | Switch-Module -FromStore).Version | Should -Be '2.0.0'
    }
    It 'says which packages there are when the one wanted is not' {
        { Switch-Module clock 9.9.9 -FromStore -ErrorAction Stop } | Should -Throw -ErrorId 'Package.NotFound*'
    }
    It 'keeps the packages of environments apart' {
        $env:DEPLOY_ENVIRONMENT = 'staging'
        Add-ModulePackage $two -Version 2.0.0 -Environment production | Out-Null
        $other = Join-Path $TestDrive 'billing.jar'
        Copy-Item $one $other
        { Add-ModulePackage $other -Name billing -ErrorAction Stop } | Should -Throw -ErrorId 'Package.Mismatch*'
        $env:DEPLOY_ENVIRONMENT = 'nowhere'
        (Get-ModulePackage clock -AllEnvironments).Count | Should -Be 2
        (Get-ModulePackage clock).Count | Should -Be 2 -Because 'what is for no environment is for all'
        $env:DEPLOY_ENVIRONMENT = $null
    }
    It 'renews URLs and restarts nobody' {
        $names = (Get-ReplicaStatus clock).Name
        (Update-ModulePackageUrl clock -UrlLifetime 2d).Outcome | Should -Be 'Done'
        (Get-ReplicaStatus clock).Name | Should -Be $names
        (Get-ModuleRelease clock).Count | Should -Be 2
    }
    It 'renews those that expire within a window' {
        (Invoke-ModuleMaintenance RefreshUrls -UrlWindow 1d).Done | Should -Be 0
        (Invoke-ModuleMaintenance RefreshUrls -UrlWindow 3d -UrlLifetime 90d).Done | Should -Be 1
    }
    It 'rolls back to a package, signed afresh' {
        Update-ModulePackageUrl clock -UrlLifetime 5s | Out-Null
        Start-Sleep -Seconds 6
        (Undo-ModuleRelease clock -ToRevision 1).Version | Should -Be '1.0.0'
    }
    It 'recycles until it is through while callers are served' {
        Publish-Module shop 1.0.0 registry.local/ok:1 -Replicas 2 -Port 8080 -ServicePort 80 -ReadinessCheck http:8080/health | Out-Null
        $old = (Get-ReplicaStatus shop).Name
        Start-Sleep -Seconds 1
        $report = Invoke-ModuleMaintenance RecycleReplicas -MaxAge 1s -Grace 2s -RecyclePercent 50 -Wait -Timeout 3m -ProbeService shop
        $report.Outcome | Should -Be 'Completed'
        $report.Traffic.Answered | Should -BeGreaterThan 0
        $report.Traffic.Failed | Should -Be 0 -Because "$($report.Traffic.FirstFailure)"
        (Get-ReplicaStatus shop -State Responsive).Name | Where-Object { $_ -in $old } | Should -BeNullOrEmpty
        $gone = Get-ReplicaStatus shop -Archived
        $gone.Name | Sort-Object | Should -Be ($old | Sort-Object)
        $gone.State | Select-Object -Unique | Should -Be 'Deleted'
        (Get-ReplicaStatus shop -Archived -Replica $old[0]).Name | Should -Be $old[0]
        (Get-ReplicaDiagnostic $old[0] -Archived).Logs | Should -Not -BeNullOrEmpty
        (Get-ReplicaDiagnostic -Module shop -Archived -Since 2h).Count | Should -Be 2
    }
    It 'refuses an age that no replica may have' {
        { Invoke-ModuleMaintenance RecycleReplicas -MaxAge 25h -ErrorAction Stop } | Should -Throw -ErrorId 'Deploy.InvalidParameter*'
    }
    It 'archives what is deleted behind its back' {
        Publish-Module nightly 1.0.0 registry.local/ok:1 -Kind Pod | Out-Null
        (Invoke-ModuleMaintenance ArchiveDiagnostics -Hold).Done | Should -BeGreaterThan 0
        if (Get-Command kubectl -ErrorAction Ignore) { kubectl --kubeconfig $cluster.Kubeconfig delete pod nightly --wait=false | Out-Null }
        (Remove-Replica nightly -Immediate -Confirm:$false).Outcome | Should -Be 'Begun'
        (Invoke-ModuleMaintenance ArchiveDiagnostics -Wait).Outcome | Should -Be 'Completed'
        $diagnostic = Get-ReplicaDiagnostic nightly -Archived
        $diagnostic.RecreatedBecause | Should -Be 'deleted'
        $diagnostic.Containers[0].End.ExitCode | Should -Be 0
        ($diagnostic.Logs | ForEach-Object Lines) | Should -Contain 'INFO Stopped'
        { Get-ReplicaDiagnostic nightly -ErrorAction Stop } | Should -Throw -ErrorId 'Replica.NotFound*'
    }
    It 'runs every task with its options' {
        $reports = Invoke-ModuleMaintenance -UnresponsiveLimit 10m -ArchiveDays 7 -PackagesKept 5 -Environment staging -StuckAfter 5m -AlertWebhook http://127.0.0.1:1/ -ForceLostNodes
        $reports.Count | Should -Be 7
        $reports.Outcome | Select-Object -Unique | Should -Be 'Completed'
    }
}

Describe 'samples/maintenance.ps1' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:HOME, $env:USERPROFILE
        $env:HOME = $env:USERPROFILE = Join-Path $TestDrive 'user'
        $null = New-Item $env:HOME -ItemType Directory
        # Statement by statement, as at a prompt; what each wrote is kept with it.
        $kept = Join-Path $TestDrive 'kept.xml'
        $run = {
            Import-Module "$Package/Deploy.psd1"
            $ran = foreach ($statement in [System.Management.Automation.Language.Parser]::ParseFile($sample, [ref] $null, [ref] $null).EndBlock.Statements) {
                @{ Command = $statement.Extent.Text; Output = @(. ([scriptblock]::Create($statement.Extent.Text.Replace('$PSScriptRoot', (Split-Path $sample)))) *>&1) }
            }
            $ran | Export-Clixml $kept -Depth 5
        }
        $failed = Invoke-Fresh ([scriptblock]::Create("`$sample = '$Root/samples/maintenance.ps1'; `$kept = '$kept'`n$run"))
        # One that broke off leaves its cluster behind.
        $home0, $env:DEPLOY_HOME = $env:DEPLOY_HOME, (Join-Path $env:HOME '.deploy-maintenance')
        $left = Stop-LocalCluster -PassThru
        $env:DEPLOY_HOME = $home0
        $env:HOME, $env:USERPROFILE = $before
        $failed | Should -BeNullOrEmpty
        $ran = Import-Clixml $kept
        # What a command wrote, the first time or a later one that it was given.
        function Get-Output([string] $Command, [int] $Time = 1) { @($ran | Where-Object Command -EQ $Command)[$Time - 1].Output }
    }

    It 'ends with its cluster stopped' { $left | Should -BeNullOrEmpty }
    It 'meets a URL that has expired, and says so' {
        $refused = Get-Output 'Resize-Module clock 3 -ErrorAction Continue'
        $refused.FullyQualifiedErrorId | Should -BeLike 'Package.UrlExpired,*'
        "$refused" | Should -Match '2 of 3 responsive.* 403 .*Its URL expired'
    }
    It 'scales out once the URL is fresh, and touches nobody else' {
        (Get-Output 'Resize-Module clock 3').Responsive | Should -Be 3
        $two = Get-Output 'Get-ReplicaStatus clock'
        $three = Get-Output 'Get-ReplicaStatus clock' 2
        $two.Count, $three.Count | Should -Be 2, 3
        $two.Name | ForEach-Object { $three.Name | Should -Contain $_ }
        $three.Restarts | Where-Object { $_ } | Should -BeNullOrEmpty
        (Get-Output 'Get-ModuleRelease clock').Revision | Should -Be 2, 1
    }
    It 'rolls back by a URL that is signed afresh' {
        $back = Get-Output 'Undo-ModuleRelease clock -ToRevision 1'
        $back.Version, $back.Status, $back.Responsive | Should -Be '1.0.0', 'Current', 3
    }
    It 'replaces each replica that is too old, and lets no caller down' {
        $swept = Get-Output 'Invoke-ModuleMaintenance RecycleReplicas -MaxAge 1s -Grace 2s -Wait -ProbeService shop'
        $swept.Traffic.Answered | Should -BeGreaterThan 0
        $swept.Traffic.Failed | Should -Be 0
        $old = Get-Output 'Get-ReplicaStatus shop'
        (Get-Output 'Get-ReplicaStatus shop' 2 | Where-Object State -NE Decommissioned).Name | Where-Object { $_ -in $old.Name } | Should -BeNullOrEmpty
        (Get-Output 'Get-ReplicaStatus shop -Archived').Name | Sort-Object | Should -Be ($old.Name | Sort-Object)
    }
    It 'keeps what was deleted by hand, with its end' {
        (Get-Output 'Get-ReplicaStatus nightly -Archived').Name | Should -Be 'nightly'
        $diagnostic = Get-Output 'Get-ReplicaDiagnostic nightly -Archived'
        $diagnostic.Containers[0].End.ExitCode | Should -Be 0
        ($diagnostic.Logs | ForEach-Object Lines) | Should -Contain 'INFO Stopped'
    }
    It 'tells no signature' { Get-Content $kept -Raw | Should -Not -Match 'sig=(?!\*)' }
}
