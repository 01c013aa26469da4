BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'Releases' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG = $null
        $null = Start-LocalCluster -Connect
        $good = @{ ReadinessCheck = 'http:8080/health'; Port = 8080 }
    }
    AfterAll {
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG = $before
    }

    Context 'a gate of one''s own' {
        BeforeAll { $null = Publish-Module gated 1.0.0 registry.local/ok:1 -Replicas 2 @good }
        It 'sees the batch and lets it pass' {
            $seen = [System.Collections.Generic.List[object]]::new()
            $release = Switch-Module gated 2.0.0 registry.local/ok:2 -Strategy Batched -BatchSize 1 -PauseAfter Never -Gate { param($batch) $seen.Add("$($batch.Version) $($_.Batch)/$($_.Batches) $($_.Replicas.Count)") }
            $release.Version | Should -Be '2.0.0'
            $seen | Should -Be @('2.0.0 1/2 1', '2.0.0 2/2 2')
        }
        It 'refuses with its reason, and the release rolls back' {
            { Switch-Module gated 3.0.0 registry.local/ok:3 -OnFailure Rollback -Gate { 'too slow'; $false } -ErrorAction Stop -WarningAction SilentlyContinue } |
                Should -Throw -ErrorId 'Release.GateRefused*' -ExpectedMessage '*too slow*'
            (Get-PublishedModule gated).Version | Should -Be '2.0.0'
        }
        It 'refuses by throwing' {
            { Switch-Module gated 3.0.0 registry.local/ok:3 -OnFailure Rollback -Gate { throw 'no route' } -ErrorAction Stop -WarningAction SilentlyContinue } |
                Should -Throw -ErrorId 'Release.GateRefused*' -ExpectedMessage '*no route*'
        }
    }

    Context 'the failed replicas' {
        It 'are told with their last lines before the rollback' {
            $null = Publish-Module talker 1.0.0 registry.local/ok:1 -Replicas 1
            $told = $null
            try { $null = Switch-Module talker 2.0.0 registry.local/crash:2 -OnFailure Rollback -ErrorAction Stop -WarningVariable told -WarningAction SilentlyContinue; $failed = $null }
            catch { $failed = $_ }
            $failed.FullyQualifiedErrorId | Should -Match '^(Container|Release)\.'
            $told | Out-String | Should -Match 'Container\.'
            $told | Out-String | Should -Match 'last lines of talker'
        }
    }

    Context 'templates' {
        BeforeAll { $null = Publish-Module first 1.0.0 registry.local/ok:1 -Replicas 2 -Environment @{ COLOR = 'blue'; DB_PASSWORD = 'planted-77' } @good }
        It 'saves the settings without secrets' {
            $saved = Save-ModuleTemplate first -TemplateName standard -WarningVariable told -WarningAction SilentlyContinue
            $saved.Name | Should -Be 'standard'
            $told | Should -Match 'DB_PASSWORD'
            $saved | Out-String | Should -Match 'Deployment\s+standard\s+saved from first'
            $saved | ConvertTo-Json -Depth 9 | Should -Not -Match 'planted-77'
        }
        It 'saves nothing with -WhatIf' {
            Save-ModuleTemplate first -TemplateName other -WhatIf | Should -BeNullOrEmpty
            { Publish-Module x 1.0.0 registry.local/ok:1 -Template other -ErrorAction Stop } | Should -Throw -ExpectedMessage "*'other'*"
        }
        It 'publishes another module from them' {
            (Publish-Module second 2.1.0 registry.local/ok:2 -Template standard -Environment @{ DB_PASSWORD = 'own' }).Responsive | Should -Be 2
            (Get-PublishedModule second).Version | Should -Be '2.1.0'
        }
        It 'completes their names' { Wait-Until { (TabExpansion2 'Publish-Module z 1 i -Template st').CompletionMatches.CompletionText -contains 'standard' } }
    }

    Context 'an app with roles' {
        It 'starts the jobs after the first healthy web replica' {
            $releases = Publish-Module -Path (Join-Path $Root 'samples/apps/shop.yaml')
            $releases.Module | Should -Be @('shop-web', 'shop-job', 'shop-mail')
            $releases.Responsive | Should -Be @(2, 1, 1)
        }
        It 'shows all of it with -WhatIf and changes nothing' {
            $yaml = (Get-Content -Raw (Join-Path $Root 'samples/apps/shop.yaml')) -replace 'service: shop', 'service: idea'
            $yaml | Set-Content (Join-Path $TestDrive 'idea.yaml')
            Publish-Module -Path (Join-Path $TestDrive 'idea.yaml') -WhatIf | Should -BeNullOrEmpty
            Get-PublishedModule idea* | Should -BeNullOrEmpty
        }
    }

    Context 'repair' {
        It 'finds nothing where all is well' { Repair-Module second -WhatIf | Should -BeNullOrEmpty }
        It 'explains with -WhatIf, and clears with consent' {
            $null = Publish-Module broken 1.0.0 registry.local/ok:1 -Replicas 2 -ServicePort 80 @good
            $null = Switch-Module broken 2.0.0 registry.local/ok:2 -Strategy Batched -BatchSize 1
            if (-not (Get-Command kubectl -ErrorAction SilentlyContinue)) { Set-ItResult -Skipped -Because 'kubectl is not here'; return }
            $config = Join-Path $env:DEPLOY_HOME 'local/kubeconfig'
            $null = & kubectl --kubeconfig $config rollout undo deployment/broken
            $found = Repair-Module broken -WhatIf
            $found.Kind | Should -Be 'LeftBarrier'
            $found.Repaired | Should -BeFalse
            $found | Out-String -Width 300 | Should -Match 'never count as available'
            (Repair-Module broken).Repaired | Should -BeTrue
            Repair-Module broken | Should -BeNullOrEmpty
        }
    }

    Context 'removal' {
        It 'is refused where something still stands on the module' {
            if (-not (Get-Command kubectl -ErrorAction SilentlyContinue)) { Set-ItResult -Skipped -Because 'kubectl is not here'; return }
            $config = Join-Path $env:DEPLOY_HOME 'local/kubeconfig'
            $null = & kubectl --kubeconfig $config expose deployment second --name mine --port 80
            { Unpublish-Module second -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'Module.InUse*' -ExpectedMessage "*'mine'*"
            (Unpublish-Module second -Force -Confirm:$false).Status | Should -Be 'Unpublished'
        }
    }
}
