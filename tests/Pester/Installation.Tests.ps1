BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'Programs in the cluster' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE, $env:DEPLOY_NAMESPACE
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG, $env:DEPLOY_STORE, $env:DEPLOY_NAMESPACE = $null, $null, $null
        $null = Start-LocalCluster -Connect
        $server = (Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json).server
        New-Namespace shop
        New-Namespace tools
        $rbac = 'apis/rbac.authorization.k8s.io/v1'
        function Get-Objects([string] $Path) { @((Invoke-RestMethod "$server$Path").items | ForEach-Object { "$($_.metadata.namespace)/$($_.metadata.name)" }) }
        # A namespace that is on its way out lets nothing in.
        function Wait-Gone([string] $Name) { Wait-Until { (Invoke-WebRequest "${server}api/v1/namespaces/$Name" -SkipHttpErrorCheck).StatusCode -eq 404 } }
        $image = @{ Image = 'example.org/module:1' }
    }
    AfterAll {
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE, $env:DEPLOY_NAMESPACE = $before
    }

    It 'are shown as YAML with -WhatIf, and nothing is made' {
        $said = Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; Install-ModuleMaintenance -Image example.org/module:1 -ModuleNamespace shop -StoreSecret store -WhatIf }
        $said -join "`n" | Should -Match '(?s)What if: .*on target "module maintenance module-maintenance/module-maintenance of cluster local".*  kind: Role\n.*    namespace: shop\n.*secretKeyRef:'
        Get-Objects 'apis/apps/v1/deployments' | Should -BeNullOrEmpty
        Get-Objects 'api/v1/namespaces' | Should -Not -Contain '/module-maintenance'
    }
    It 'are written as manifests without a cluster, and kubectl takes them' {
        $manifest = Invoke-Fresh { $env:DEPLOY_HOME = '/nowhere'; $env:KUBECONFIG = '/nowhere'; Import-Module "$Package/Deploy.psd1"; Install-ModuleMaintenance -Image example.org/module:1 -AllNamespaces -StoreSecret store -MaxAge 12h -AsManifest; Install-ModuleController -Image example.org/controller:1 -Namespace other -AsManifest }
        $manifest[0] | Should -Be '---'
        $manifest | Should -Contain '          value: "12"'
        if (-not (Get-Command kubectl -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'kubectl is not on the PATH'; return }
        $file = Join-Path $TestDrive 'manifest.yaml'
        Set-Content $file $manifest
        $kubeconfig = Join-Path $env:DEPLOY_HOME 'local/kubeconfig'
        $applied = & kubectl --kubeconfig $kubeconfig apply -f $file 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$applied"
        $applied | Where-Object { $_ -match ' created$' } | Should -HaveCount 15
        # What was applied is what the commands install and know again.
        Install-ModuleMaintenance @image -AllNamespaces -StoreSecret store -MaxAge 12h
        (Uninstall-ModuleMaintenance -Confirm:$false -PassThru).Kind | Should -Be @('Deployment', 'RoleBinding', 'Role', 'ClusterRoleBinding', 'ClusterRole', 'ServiceAccount', 'Namespace')
        (Uninstall-ModuleController -Namespace other -Confirm:$false -PassThru).Count | Should -Be 8
        Wait-Gone module-maintenance
    }
    It 'lose the rights that nobody asks for any more' {
        Install-ModuleMaintenance @image -ModuleNamespace shop, tools -StoreSecret store -ReadNodes
        Get-Objects "$rbac/roles" | Should -Be @('shop/module-maintenance', 'tools/module-maintenance')
        Get-Objects "$rbac/clusterroles" | Should -Contain '/module-maintenance'
        Install-ModuleMaintenance @image -ModuleNamespace shop -StoreSecret store
        Get-Objects "$rbac/roles" | Should -Be 'shop/module-maintenance'
        Get-Objects "$rbac/rolebindings" | Should -Be 'shop/module-maintenance'
        Get-Objects "$rbac/clusterroles" | Should -BeNullOrEmpty
    }
    It 'stand beside each other, and one that goes takes nothing of the other' {
        Install-ModuleMaintenance other @image -Namespace module-maintenance -ModuleNamespace shop -StoreSecret store
        Uninstall-ModuleMaintenance other -Namespace module-maintenance -Confirm:$false
        Get-Objects "$rbac/roles" | Should -Be 'shop/module-maintenance'
        Get-Objects 'api/v1/namespaces' | Should -Contain '/module-maintenance'
        Get-Objects 'apis/apps/v1/deployments' | Should -Be 'module-maintenance/module-maintenance'
    }
    It 'leave somebody else''s object of the same name alone' {
        $null = Invoke-RestMethod "${server}api/v1/namespaces/tools/serviceaccounts" -Method Post -ContentType application/json -Body '{"metadata":{"name":"mine"}}'
        { Install-ModuleMaintenance mine @image -Namespace tools -ModuleNamespace shop -StoreSecret store -ErrorAction Stop } | Should -Throw -ErrorId 'KubeAPIServer.AlreadyExists*'
        Uninstall-ModuleMaintenance mine -Namespace tools -Confirm:$false -WarningAction Ignore
        Get-Objects 'api/v1/serviceaccounts' | Should -Contain 'tools/mine'
    }
    It 'hold no deletion up after they have gone' {
        $null = Publish-Module biz1 1.0.0 registry.local/ok:1 -Namespace shop
        $env:DEPLOY_STORE = (Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json).blobStore
        (Invoke-ModuleMaintenance ArchiveDiagnostics -Namespace shop -Hold).Done | Should -Be 1
        $env:DEPLOY_STORE = $null
        (Invoke-RestMethod "${server}api/v1/namespaces/shop/pods").items.metadata.finalizers | Should -Be 'module.deploy/archive-diagnostics'
        Uninstall-ModuleMaintenance -Confirm:$false
        (Invoke-RestMethod "${server}api/v1/namespaces/shop/pods").items.metadata.finalizers | Should -BeNullOrEmpty
        Wait-Gone module-maintenance
    }
    It 'are not installed with what could not be right: <Says>' -ForEach @(
        @{ With = @{ }; Says = '*which namespaces*' }
        @{ With = @{ ModuleNamespace = 'shop'; AllNamespaces = $true }; Says = '*which namespaces*' }
        @{ With = @{ ModuleNamespace = 'shop'; Store = 'AccountName=a;AccountKey=b' }; Says = '*holds a key*' }
        @{ With = @{ ModuleNamespace = 'shop'; Store = 'https://store.example/'; StoreSecret = 'store' }; Says = '*Both*' }
        @{ With = @{ ModuleNamespace = 'shop'; StoreSecretKey = 'a' }; Says = '*-StoreSecret names*' }
        @{ With = @{ ModuleNamespace = 'shop'; StoreSecret = 'store'; AsManifest = $true; PassThru = $true }; Says = '*-AsManifest*-PassThru*' }
        @{ With = @{ ModuleNamespace = 'shop'; StoreSecret = 'store'; Task = 'NoSuchTask' }; Says = "*no maintenance task 'NoSuchTask'*" }
        @{ With = @{ ModuleNamespace = 'shop'; StoreSecret = 'store'; Grace = '2h' }; Says = '*DEPLOY_GRACE_SECONDS*' }
        @{ With = @{ ModuleNamespace = 'shop'; StoreSecret = 'store'; Name = 'a' * 60 }; Says = '*a label has at most 63*' }
    ) {
        { Install-ModuleMaintenance @image @With -ErrorAction Stop } | Should -Throw -ErrorId 'Deploy.Invalid*' -ExpectedMessage $Says
        Get-Objects 'apis/apps/v1/deployments' | Should -Not -Contain 'module-maintenance/module-maintenance'
    }
    It 'warn of a webhook that everybody could read' {
        $null = Install-ModuleMaintenance @image -ModuleNamespace shop -StoreSecret store -AlertWebhook https://alerts.example/x -AsManifest -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'DEPLOY_ALERT_WEBHOOK, instead of -AlertWebhook'
    }
    It 'say what will be left out without a store' {
        $null = Install-ModuleMaintenance @image -ModuleNamespace shop -AsManifest -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'RefreshUrls, ArchiveDiagnostics, ArchiveRetention, PrunePackages will be left out'
    }
}

Describe 'Start-ModuleMaintenance' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE, $env:DEPLOY_NAMESPACE, $env:DEPLOY_GRACE_SECONDS, $env:DEPLOY_MAX_AGE
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home2'
        $env:KUBECONFIG, $env:DEPLOY_STORE, $env:DEPLOY_NAMESPACE, $env:DEPLOY_GRACE_SECONDS, $env:DEPLOY_MAX_AGE = $null, $null, $null, $null, $null
        $null = Start-LocalCluster -Connect
        $server = (Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json).server
        # At a prompt of its own, so that it can be stopped as Ctrl+C does.
        function Start-Prompt([string] $Line) {
            $prompt = [powershell]::Create()
            $null = $prompt.AddScript("Import-Module '$Package/Deploy.psd1'").Invoke()
            $prompt.Commands.Clear()
            $null = $prompt.AddScript($Line)
            $lines = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $null = $prompt.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $lines)
            [pscustomobject]@{ Prompt = $prompt; Lines = $lines }
        }
        function Get-Log($Run) { for ($i = 0; $i -lt $Run.Lines.Count; $i++) { $Run.Lines[$i] | ConvertFrom-Json } }
    }
    AfterAll {
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE, $env:DEPLOY_NAMESPACE, $env:DEPLOY_GRACE_SECONDS, $env:DEPLOY_MAX_AGE = $before
    }

    # The schedules are in minutes, and it takes two of them.
    It 'does what is due at its time, says so, and gives its lease back when it is stopped' -Tag Slow {
        $null = Publish-Module biz1 1.0.0 registry.local/ok:1 -Port 8080 -ServicePort 80 -ReadinessCheck http:8080/health
        $old = (Get-ReplicaStatus biz1).Name
        $run = Start-Prompt 'Start-ModuleMaintenance RecycleReplicas -MaxAge 1s -Grace 1s'
        try {
            # It is due at the next full minute, and then takes two rounds of a minute.
            Wait-Until { Get-Log $run | Where-Object { $_.Task -eq 'RecycleReplicas' -and $_.Done -gt 0 } } -Seconds 240
        }
        catch { throw "$_ It said: $($run.Lines -join "`n")" }
        finally { $run.Prompt.Stop(); $run.Prompt.Dispose() }
        (Get-ReplicaStatus biz1 | Where-Object State -NE Decommissioned).Name | Should -Not -Contain $old
        (Get-Log $run | Where-Object message -Match 'begins').Tasks | Should -Be 'RecycleReplicas'
        (Invoke-RestMethod "${server}apis/coordination.k8s.io/v1/namespaces/default/leases/deploy-recyclereplicas").spec.holderIdentity | Should -BeNullOrEmpty
    }
    It 'goes by the variables of the timers, and tells those that mean nothing' {
        $env:DEPLOY_NAMESPACE, $env:DEPLOY_MAX_AGE = 'default,kube-system', '12'
        $run = Start-Prompt 'Start-ModuleMaintenance'
        try { Wait-Until { @(Get-Log $run | Where-Object message -Match 'begins').Count -eq 2 } }
        finally { $run.Prompt.Stop(); $run.Prompt.Dispose() }
        (Get-Log $run | Where-Object message -Match 'begins').Place | Should -Be @('default', 'kube-system')
        (Get-Log $run | Where-Object level -EQ Warning).message | Should -Contain 'DEPLOY_MAX_AGE is no setting of ours and does nothing; see docs/maintenance.md'
    }
    It 'refuses a variable that cannot be right' {
        $env:DEPLOY_NAMESPACE, $env:DEPLOY_MAX_AGE, $env:DEPLOY_GRACE_SECONDS = $null, $null, 'long'
        { Start-ModuleMaintenance -ErrorAction Stop } | Should -Throw -ErrorId 'Deploy.InvalidSetting*' -ExpectedMessage '*DEPLOY_GRACE_SECONDS*'
        $env:DEPLOY_GRACE_SECONDS = $null
    }
    It 'refuses a task that is named and cannot be done' {
        { Start-ModuleMaintenance NoSuchTask -ErrorAction Stop } | Should -Throw -ErrorId 'Deploy.InvalidParameter*' -ExpectedMessage '*NoSuchTask*'
    }
}
