BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'Two homes' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG
        $env:KUBECONFIG = $null
        $one, $other = 'one', 'other' | ForEach-Object { Join-Path $TestDrive $_ }
        # Runs a command as somebody does whose home that is.
        function Use-Home([string] $Folder, [scriptblock] $Command) {
            $env:DEPLOY_HOME = $Folder
            & $Command
        }
        function Test-Process([int] $Id) { $null -ne (Get-Process -Id $Id -ErrorAction Ignore) }
    }
    AfterAll {
        foreach ($folder in $one, $other) { Use-Home $folder { Stop-LocalCluster } }
        $env:DEPLOY_HOME, $env:KUBECONFIG = $before
    }

    It 'have a cluster each' {
        $script:first = Use-Home $one { Start-LocalCluster }
        $script:second = Use-Home $other { Start-LocalCluster }
        $first.ProcessId | Should -Not -Be $second.ProcessId
        $null = Use-Home $one { Publish-Module shop 1.0.0 registry.local/ok:1 }
        $null = Use-Home $other { Publish-Module shop 2.0.0 registry.local/ok:2 -Replicas 2 }
        (Use-Home $one { Get-PublishedModule shop }).Version | Should -Be '1.0.0'
        (Use-Home $other { Get-PublishedModule shop }).Version | Should -Be '2.0.0'
    }
    It 'are stopped one by one' {
        Use-Home $one { Stop-LocalCluster }
        # Who has ended is there for a moment yet, until the system has taken note of it.
        Wait-Until { -not (Test-Process $first.ProcessId) }
        Test-Process $second.ProcessId | Should -BeTrue
        (Use-Home $other { Get-PublishedModule shop }).Version | Should -Be '2.0.0'
        { Use-Home $one { Get-PublishedModule -ErrorAction Stop } } | Should -Throw -ErrorId 'Kubeconfig.NotFound*'
    }
    It 'get a fresh cluster where the earlier one was killed' {
        Stop-Process -Id $second.ProcessId -Force
        Wait-Until { -not (Test-Process $second.ProcessId) }
        $third = Use-Home $other { Start-LocalCluster }
        $third.ProcessId | Should -Not -Be $second.ProcessId
        $third.WasRunning | Should -BeFalse
        Use-Home $other { Get-PublishedModule } | Should -BeNullOrEmpty
        (Use-Home $other { Stop-LocalCluster -PassThru }).ProcessId | Should -Be $third.ProcessId
        Wait-Until { -not (Test-Process $third.ProcessId) }
    }
}
