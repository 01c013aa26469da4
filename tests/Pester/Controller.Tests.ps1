BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'Start-ModuleController' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG = $null
        $cluster = Start-LocalCluster
        $lease = "$((Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json).server)apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/vnode.own-1.own"
        function Get-Holder { (Invoke-RestMethod $lease -SkipHttpErrorCheck).spec.holderIdentity }
        function Get-Status([string] $Uri) { (Invoke-WebRequest $Uri -SkipHttpErrorCheck).StatusCode }
        # An enumeration of what a prompt writes would wait for its end.
        function Get-Log { for ($i = 0; $i -lt $lines.Count; $i++) { $lines[$i] | ConvertFrom-Json } }
        function Send-Beat([string] $Body) { (Invoke-WebRequest "$endpoint/heartbeat" -Method Post -ContentType application/json -Body $Body -SkipHttpErrorCheck).StatusCode }

        # At a prompt of its own, so that it can be stopped as Ctrl+C does.
        $prompt = [powershell]::Create()
        $null = $prompt.AddScript("Import-Module '$Package/Deploy.psd1'").Invoke()
        $prompt.Commands.Clear()
        $null = $prompt.AddScript('Start-ModuleController -Listen 127.0.0.1:0 -Environment own')
        $lines = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $null = $prompt.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $lines)
        Wait-Until { $lines.Count -gt 0 }
        $first = $lines[0] | ConvertFrom-Json
        $endpoint = "http://$($first.Endpoint)"
    }
    AfterAll {
        $prompt.Dispose()
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG = $before
    }

    It 'logs lines of JSON with time and level' {
        $first.level | Should -Be 'Information'
        $first.time | Should -BeOfType [datetime]
        $first.Environment | Should -Be 'own'
    }
    It 'answers probes' {
        Wait-Until { (Get-Status "$endpoint/healthz") -eq 200 }
        Get-Status "$endpoint/other" | Should -Be 404
    }
    It 'takes heartbeats, and refuses what is none' {
        Send-Beat '{"baseMetadata":{"identity":"own-1","name":"own","version":"1.0.0"},"localIP":"127.0.0.1","port":9,"state":"ACTIVATED"}' | Should -Be 200
        Send-Beat '{}' | Should -Be 400
        Wait-Until { Get-Log | Where-Object { $_.level -eq 'Warning' -and $_.message -match 'heartbeat was refused' } }
    }
    It 'counts what it does' {
        Wait-Until { (Invoke-RestMethod "$endpoint/metrics") -match 'deploy_bases\{liveness="reachable"\} 1' }
        Invoke-RestMethod "$endpoint/metrics" | Should -Match 'deploy_heartbeats_total 1'
    }
    It 'makes the base a node and holds it' {
        Wait-Until { Get-Holder }
        (Get-ModuleBase own-1).Name | Should -Be 'vnode.own-1.own'
    }
    It 'lets its bases go when it is stopped' {
        Get-Holder | Should -Not -BeNullOrEmpty
        $prompt.Stop()
        $prompt.InvocationStateInfo.State | Should -Be 'Stopped'
        Get-Holder | Should -BeNullOrEmpty -Because 'the lease must be free for the next controller'
        { Invoke-WebRequest "$endpoint/healthz" } | Should -Throw -Because 'nothing listens any more'
    }
    It 'says what is wrong with its address: <Listen>' -ForEach @(@{ Listen = 'nowhere'; Says = "'nowhere' is no address*" }, @{ Listen = 'taken'; Says = '*cannot be listened on*' }) {
        $taken = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $taken.Start()
        try {
            { Start-ModuleController -Listen ($Listen -eq 'taken' ? "$($taken.LocalEndpoint)" : $Listen) -ErrorAction Stop } | Should -Throw -ErrorId 'ModuleController.InvalidParameter,*' -ExpectedMessage $Says
        }
        finally { $taken.Stop() }
    }
}
