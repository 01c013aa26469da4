BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'Export-ModuleReport' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG = $null
        $null = Start-LocalCluster -Connect
        $env:DEPLOY_STORE = $null
        $null = Publish-Module biz1 1.0.0 registry.local/ok:1 -Replicas 2
        $null = Publish-Module broken 1.0.0 registry.local/missing:1 -NoWait -Description '<script>alert(1)</script> token=Pl4nt3d'
        $null = Invoke-ModuleMaintenance ArchiveDiagnostics -Hold
        $gone = (Get-ReplicaStatus biz1)[0].Name
        $null = Remove-Replica $gone -Immediate -Confirm:$false
        Wait-Until { $null = Invoke-ModuleMaintenance ArchiveDiagnostics; $gone -in (Get-ReplicaStatus -Archived).Name }
        $page = Join-Path $TestDrive 'report.html'
    }
    AfterAll {
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE = $before
    }

    It 'writes one page and is silent' {
        Export-ModuleReport -Path $page | Should -BeNullOrEmpty
        $html = Get-Content $page -Raw
        $html | Should -Match '<h2>biz1 '
        $html | Should -Match '<h2>broken '
        $html | Should -Match ([regex]::Escape($gone))
        $html | Should -Match 'Archived diagnostics'
        $html | Should -Not -Match '<script'
        $html | Should -Not -Match 'Pl4nt3d'
        $html | Should -Match '&lt;script&gt;'
    }
    It 'takes the file first, as every command that exports does, and modules by name or from the pipeline' {
        $first = Join-Path $TestDrive 'first.html'
        Export-ModuleReport $first
        Get-Content $first -Raw | Should -Match '<h2>broken '
        'biz1' | Export-ModuleReport $first -Force
        Get-Content $first -Raw | Should -Not -Match '<h2>broken '
        Export-ModuleReport $first -Name bro* -Force
        Get-Content $first -Raw | Should -Not -Match '<h2>biz1 '
    }
    It 'replaces a page with -Force only' {
        { Export-ModuleReport -Path $page -ErrorAction Stop } | Should -Throw -ErrorId 'Deploy.FileExists*'
        Export-ModuleReport -Path $page -Force
        Get-ChildItem $TestDrive -Filter 'report.html*' | Should -HaveCount 1
    }
    It 'gives back what was written with -PassThru' {
        $written = Get-PublishedModule biz* | Export-ModuleReport -Path $page -Days 7 -Force -PassThru
        $written.GetType().FullName | Should -Be 'Deploy.Results.ExportedReport'
        $written.Modules | Should -Be 1
        $written.Replicas | Should -BeGreaterOrEqual 2
        $written.Archived | Should -Be 1
        (Get-Item $written.Path).Length | Should -Be $written.Bytes
        $written | Out-String | Should -Match 'Bytes\s+Modules\s+Releases\s+Replicas\s+Archived\s+Path'
    }
    It 'writes nothing with -WhatIf' {
        Export-ModuleReport -Path (Join-Path $TestDrive 'none.html') -WhatIf
        Join-Path $TestDrive 'none.html' | Should -Not -Exist
    }
    It 'writes where the user is' {
        Push-Location $TestDrive
        try { Export-ModuleReport -Name biz1 -Since 1h; 'module-report.html' | Should -Exist } finally { Pop-Location }
    }
    It 'says on the page that there is no archive' {
        # To another user the local cluster is a cluster like any other, and its store is not theirs.
        $ours, $env:DEPLOY_HOME = $env:DEPLOY_HOME, (Join-Path $TestDrive 'another')
        try { Export-ModuleReport -Path $page -Force -Kubeconfig (Join-Path $ours 'local/kubeconfig') } finally { $env:DEPLOY_HOME = $ours }
        Get-Content $page -Raw | Should -Match 'no archive is set up'
    }
    It 'refuses <Why>' -ForEach @(
        @{ Why = 'a module that is nowhere'; Arguments = @{ Name = 'nowhere' }; Id = 'Module.NotFound' }
        @{ Why = 'no time at all'; Arguments = @{ Since = '0s' }; Id = 'Deploy.InvalidParameter' }
        @{ Why = 'a folder that is not there'; Arguments = @{ Path = 'no/such/folder/report.html' }; Id = 'Deploy.FileAccess' }
    ) { { Export-ModuleReport @Arguments -Force -ErrorAction Stop } | Should -Throw -ErrorId "$Id*" }
}
