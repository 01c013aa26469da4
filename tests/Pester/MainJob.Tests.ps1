BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'The main job' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG = $null
        $cluster = Start-LocalCluster -Connect
    }
    AfterAll {
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG = $before
    }

    It 'runs on a local cluster in a process of its own' {
        $cluster.ProcessId | Should -Not -Be $PID
        Get-Process -Id $cluster.ProcessId | Should -Not -BeNullOrEmpty
        (Get-ModuleCluster -Current).Name | Should -Be 'local'
        (Start-LocalCluster).WasRunning | Should -BeTrue
    }
    It 'shows a plan and changes nothing with -WhatIf' {
        Publish-Module idea 1.0.0 registry.local/ok:1 -WhatIf | Should -BeNullOrEmpty
        Get-PublishedModule idea* | Should -BeNullOrEmpty
    }
    It 'publishes' {
        $release = Publish-Module -Name biz1 -Version 1.0.0 -Image registry.local/ok:1 -Replicas 3 -Port 8080 -ServicePort 80 -ReadinessCheck http:8080/health
        $release.GetType().FullName | Should -Be 'Deploy.Results.Release'
        $release.Responsive | Should -Be 3
    }
    It 'lists replicas in their states' {
        $replicas = Get-ReplicaStatus biz1
        $replicas.Count | Should -Be 3
        $replicas.State | Select-Object -Unique | Should -Be 'Responsive'
        $replicas[0].Module | Should -Be 'biz1'
    }
    It 'loads for a first list what speaks to a cluster, and nothing else' {
        $loaded = Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; (Get-ReplicaStatus biz1).Count; [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.Location -like "$Package*" }).ForEach({ $_.GetName().Name }) }
        $loaded[0] | Should -Be 3
        $loaded[1..99] | Sort-Object | Should -Be @('Deploy.Kubernetes', 'Deploy.Loader', 'Deploy.Module', 'Deploy.Operations', 'KubernetesClient', 'Microsoft.Extensions.Logging.Abstractions', 'YamlDotNet')
    }
    It 'lists them by the modules of the pipeline' { (Get-PublishedModule biz* | Get-ReplicaStatus).Count | Should -Be 3 }
    It 'filters by state' { Get-ReplicaStatus biz1 -State Unresponsive | Should -BeNullOrEmpty }
    It 'shows a table that says what matters' {
        $table = Get-ReplicaStatus biz1 | Out-String -Width 200
        $table | Should -Match 'State\s+Ready\s+Age\s+Version\s+Name'
    }
    It 'shows more with the view "wide"' { Get-ReplicaStatus biz1 | Format-Table -View wide | Out-String -Width 300 | Should -Match 'Namespace.*Image' }
    It 'writes no colour into redirected text' { Get-ReplicaStatus biz1 | Out-String | Should -Not -Match "`e\[" }
    It 'asks the cluster with only those libraries that it takes' {
        $loaded = Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; $null = Get-ReplicaStatus biz1; [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.Location -like "$Package*" }).ForEach({ $_.GetName().Name }) }
        $loaded | Should -Contain 'Deploy.Kubernetes'
        foreach ($name in 'Azure.Core', 'Azure.Identity', 'Azure.Storage.Blobs', 'Deploy.Storage', 'Deploy.LocalCluster', 'Deploy.Controller') { $loaded | Should -Not -Contain $name }
    }
    It 'resizes' {
        (Resize-Module biz1 -Replicas 4).Responsive | Should -Be 4
        (Get-PublishedModule biz1).Replicas | Should -Be 4
    }
    It 'replaces without letting a caller down' {
        $release = Switch-Module biz1 -Version 2.0.0 -Image registry.local/ok:2 -ProbeService biz1
        $release.Version | Should -Be '2.0.0'
        $release.Traffic.Answered | Should -BeGreaterThan 5
        $release.Traffic.Failed | Should -Be 0 -Because "$($release.Traffic.FirstFailure)"
    }
    It 'keeps the history' { (Get-ModuleRelease biz1).Version | Should -Be @('2.0.0', '1.0.0') }
    It 'fails fast with the cause while the old version serves' {
        { Switch-Module biz1 -Version 3.0.0 -Image registry.local/missing:3 -ErrorAction Stop } | Should -Throw -ErrorId 'Image.NotFound*'
        (Get-ReplicaStatus biz1 -State Responsive).Count | Should -Be 4
    }
    It 'diagnoses' {
        $diagnostic = Get-ReplicaDiagnostic -Module biz1 -State StartingError | Select-Object -First 1
        $diagnostic.Cause.Code | Should -Be 'Image.NotFound'
        $diagnostic | Out-String | Should -Match 'Suggestion\s+: '
    }
    It 'reads logs by pipeline' { Get-ReplicaStatus biz1 -State Responsive | Select-Object -First 1 | Get-ReplicaLog -Tail 2 | Should -Not -BeNullOrEmpty }
    It 'rolls back' {
        (Undo-ModuleRelease biz1 -WarningAction SilentlyContinue).Version | Should -Be '2.0.0'
        (Get-PublishedModule biz1).State | Should -Be 'Ready'
    }
    It 'asks before it unpublishes' {
        (Get-Command Unpublish-Module).Visibility | Should -Be 'Public'
        $impact = [Deploy.Module.Commands.UnpublishModuleCommand].GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact
        $impact | Should -Be 'High'
    }
    It 'tells each request with -Verbose' { (Get-PublishedModule -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Message | Should -Not -BeNullOrEmpty }
    It 'completes the names of <Parameter> of <Command>' -ForEach @(
        @{ Command = 'Resize-Module'; Parameter = 'Name'; Line = 'Resize-Module b'; Expected = 'biz1' }
        @{ Command = 'Undo-ModuleRelease'; Parameter = 'ToRevision'; Line = 'Undo-ModuleRelease biz1 -ToRevision '; Expected = '1' }
        @{ Command = 'Get-ReplicaStatus'; Parameter = 'Namespace'; Line = 'Get-ReplicaStatus -Namespace kube-s'; Expected = 'kube-system' }
        @{ Command = 'Get-ReplicaStatus'; Parameter = 'Context'; Line = 'Get-ReplicaStatus -Context l'; Expected = 'local' }
        @{ Command = 'Get-ReplicaStatus'; Parameter = 'State'; Line = 'Get-ReplicaStatus -State Resp'; Expected = 'Responsive' }
        @{ Command = 'Get-ModuleErrorCode'; Parameter = 'Code'; Line = 'Get-ModuleErrorCode Image.NotF'; Expected = 'Image.NotFound' }
    ) { Wait-Until { (TabExpansion2 $Line).CompletionMatches.CompletionText -contains $Expected } }
    It 'completes replicas' { Wait-Until { (TabExpansion2 'Get-ReplicaLog biz1').CompletionMatches.Count -ge 4 } }
    It 'unpublishes' {
        (Unpublish-Module biz1 -Confirm:$false).Status | Should -Be 'Unpublished'
        Get-PublishedModule | Should -BeNullOrEmpty
    }
}

Describe 'A dead cluster' {
    BeforeAll { . "$PSScriptRoot/Setup.ps1" }
    It 'never freezes completion' {
        # A listener that takes connections and never answers.
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $config = Join-Path $TestDrive 'dead'
            "apiVersion: v1`nkind: Config`ncurrent-context: dead`nclusters: [{name: dead, cluster: {server: 'http://127.0.0.1:$($listener.LocalEndpoint.Port)'}}]`ncontexts: [{name: dead, context: {cluster: dead, user: me}}]`nusers: [{name: me, user: {}}]" | Set-Content $config
            $line = "Resize-Module -Kubeconfig '$config' -Name b"
            $null = TabExpansion2 'Get-Dat'
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            (TabExpansion2 $line).CompletionMatches.ListItemText | Should -Not -Contain 'biz1'
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 6
        }
        finally { $listener.Stop() }
    }
}
