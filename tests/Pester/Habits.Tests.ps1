BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'Habits of the shell' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG = $null
        $null = Start-LocalCluster -Connect -Bases 1
        $env:DEPLOY_STORE = (Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json).blobStore
        $null = Publish-Module biz1 1.0.0 registry.local/ok:1 -Replicas 2 -Port 8080 -ServicePort 80 -ReadinessCheck http:8080/health
        $null = Publish-Module biz2 1.0.0 registry.local/ok:1
        $null = Publish-Module other 1.0.0 registry.local/ok:1
        # Ready at first, and then no more.
        $null = Publish-Module biz3 1.0.0 registry.local/unready-later:1 -Port 8080 -ReadinessCheck http:8080/health
        $jar = Join-Path $TestDrive 'biz9.jar'
        New-Jar $jar biz9 1.0.0
        $null = Add-ModulePackage $jar

        # Runs a script in a runspace of its own, as a second prompt would, and gives back the running PowerShell.
        function Start-Prompt([string] $Script, [hashtable] $Values = @{}) {
            $prompt = [powershell]::Create()
            $null = $prompt.AddScript("Import-Module '$Package/Deploy.psd1'").Invoke()
            $prompt.Commands.Clear()
            foreach ($name in $Values.Keys) { $prompt.Runspace.SessionStateProxy.SetVariable($name, $Values[$name]) }
            $null = $prompt.AddScript($Script)
            $prompt
        }
    }
    AfterAll {
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE = $before
    }

    Context 'the pipeline' {
        It 'goes from modules to replicas to what restarts them' {
            Wait-Until { (Get-ReplicaStatus biz3).State -contains 'Unresponsive' }
            $replica = (Get-ReplicaStatus biz3).Name
            $told = Get-PublishedModule biz* | Get-ReplicaStatus | Where-Object State -EQ Unresponsive | Restart-Replica -WhatIf *>&1
            $told | Should -BeNullOrEmpty -Because '-WhatIf speaks to the host and writes no object'
            (Get-ReplicaStatus biz3).Name | Should -Be $replica
        }
        It 'says on the screen what -WhatIf would restart' {
            $replica = (Get-ReplicaStatus biz3).Name
            $told = Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; Get-PublishedModule biz* | Get-ReplicaStatus | Where-Object State -EQ Unresponsive | Restart-Replica -WhatIf }
            "$told" | Should -BeLike "*What if: *restart*$replica*local*"
        }
        It 'says what would be done, and names its target once: <Command>' -ForEach @(
            @{ Command = 'Resize-Module biz1 4'; Action = 'resize to 4 replicas'; Target = 'module biz1 in namespace default of cluster local' }
            @{ Command = 'Publish-Module idea 1.0.0 registry.local/ok:1'; Action = 'publish 1.0.0 as Deployment'; Target = 'module idea in namespace default of cluster local' }
            @{ Command = 'Switch-Module biz1 2.0.0 registry.local/ok:2'; Action = 'replace 1.0.0 by 2.0.0'; Target = 'module biz1 in namespace default of cluster local' }
            @{ Command = 'Unpublish-Module biz2'; Action = 'unpublish'; Target = 'module biz2 in namespace default of cluster local' }
            @{ Command = 'Export-ModuleReport Temp:/idea.html'; Action = 'write the report'; Target = '*idea.html' }
        ) {
            $told = Invoke-Fresh ([scriptblock]::Create("Import-Module `"`$Package/Deploy.psd1`"; $Command -WhatIf"))
            $told[0] | Should -BeLike "What if: Performing the operation ""$Action"" on target ""$Target""."
        }
        It 'takes text by value into <Command>' -ForEach @(
            @{ Value = 'biz1'; Command = 'Get-ReplicaStatus' }
            @{ Value = 'biz1'; Command = 'Get-PublishedModule' }
            @{ Value = 'biz1'; Command = 'Get-ModuleRelease' }
            @{ Value = 'biz1-*'; Command = 'Get-ReplicaDiagnostic' }
            @{ Value = 'base-1'; Command = 'Get-ModuleBase' }
            @{ Value = 'local'; Command = 'Get-ModuleCluster' }
            @{ Value = 'biz9'; Command = 'Get-ModulePackage' }
            @{ Value = 'StuckDeletions'; Command = 'Invoke-ModuleMaintenance' }
        ) { $Value | & $Command | Should -Not -BeNullOrEmpty }
        It 'takes several bases, and wildcards' {
            $all = (Get-ModuleBase).Name
            (Get-ModuleBase vnode.*, base-1).Name | Should -Be $all
            (Get-ModuleBase base-1, none -ErrorVariable failed -ErrorAction SilentlyContinue).Name | Should -Be $all
            $failed.FullyQualifiedErrorId | Should -Be 'ModuleController.BaseInstanceNotFound,Deploy.Module.Commands.GetModuleBaseCommand'
        }
        It 'takes <Property> by its name into <Command>' -ForEach @(
            @{ Command = 'Get-PublishedModule'; Property = 'Module'; Value = 'biz1' }
            @{ Command = 'Get-ReplicaStatus'; Property = 'Module'; Value = 'biz1' }
            @{ Command = 'Get-ModuleRelease'; Property = 'Module'; Value = 'biz1' }
            @{ Command = 'Get-ModulePackage'; Property = 'Module'; Value = 'biz9' }
            @{ Command = 'Get-ModuleErrorCode'; Property = 'Code'; Value = 'Image.NotFound' }
        ) { [pscustomobject] @{ $Property = $Value } | & $Command | Should -Not -BeNullOrEmpty }
        It 'takes the namespace along by its name' {
            { [pscustomobject] @{ Name = 'biz1'; Namespace = 'elsewhere' } | Get-PublishedModule -ErrorAction Stop } | Should -Throw -ErrorId 'Module.NotFound*'
        }
        It 'goes from a release back to its module' { (Get-ModuleRelease biz1 | Get-PublishedModule).Name | Should -Be 'biz1' }
        It 'goes from packages to what removes them' { Get-ModulePackage biz9 | Remove-ModulePackage -WhatIf; (Get-ModulePackage biz9).Version | Should -Be '1.0.0' }
        It 'goes from files to packages' { (Get-Item $jar | Test-ModulePackage).IsValid | Should -BeTrue }
        It 'goes from a replica to its base' { (Get-ModuleBase | Select-Object -First 1 | Get-ModuleBase).Name | Should -Be (Get-ModuleBase | Select-Object -First 1).Name }
    }

    Context 'wildcards' {
        It 'choose modules' { (Get-PublishedModule biz*).Name | Sort-Object | Should -Be @('biz1', 'biz2', 'biz3') }
        It 'choose the replicas of modules' { (Get-ReplicaStatus biz[0]*, o*er).Module | Should -Be 'other' }
        It 'choose replicas to diagnose' { (Get-ReplicaDiagnostic biz1-*).Count | Should -Be 2 }
        It 'choose replicas to restart' { (Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; Restart-Replica biz1-* -WhatIf }) -join "`n" | Should -Match 'biz1-\S+, biz1-\S+' }
        It 'choose modules to resize' {
            (Resize-Module biz[12], biz2 2 -ErrorAction SilentlyContinue).Module | Should -Be 'biz2'
            (Resize-Module biz? -Replicas 2 -WhatIf) | Should -BeNullOrEmpty
        }
        It 'that fit nothing are no error' { Get-PublishedModule none*; Get-ModuleRelease none*; Suspend-ModuleRelease none*; Restart-Replica none* }
        It 'mean only what is open where a release is held: <_>' -ForEach 'Suspend-ModuleRelease', 'Resume-ModuleRelease', 'Stop-ModuleRelease', 'Wait-ModuleRelease' { & $_ biz* | Should -BeNullOrEmpty }
    }

    Context 'errors' {
        It 'of one of several names leave the others alone: <_>' -ForEach 'Get-PublishedModule none, biz1', 'Get-ReplicaStatus none, biz1', 'Get-ModuleRelease none, biz1', 'Resize-Module none, biz1 2', 'Get-ReplicaDiagnostic none, (Get-ReplicaStatus biz1)[0].Name' {
            $result = Invoke-Expression "$_ -ErrorVariable failed -ErrorAction SilentlyContinue"
            $result | Should -Not -BeNullOrEmpty
            $failed.Count | Should -Be 1
        }
        It 'carry code, category, target and a recommendation: <Command>' -ForEach @(
            @{ Command = 'Get-PublishedModule none'; Id = 'Module.NotFound'; Category = 'ObjectNotFound' }
            @{ Command = 'Get-ReplicaStatus none'; Id = 'Module.NotFound'; Category = 'ObjectNotFound' }
            @{ Command = 'Resize-Module none 2'; Id = 'Module.NotFound'; Category = 'ObjectNotFound' }
            @{ Command = 'Get-ReplicaLog none-1'; Id = 'Replica.NotFound'; Category = 'ObjectNotFound' }
            @{ Command = 'Publish-Module fine "1 0" registry.local/ok:1'; Id = 'Module.InvalidVersion'; Category = 'InvalidArgument' }
            @{ Command = 'Get-ReplicaDiagnostic none'; Id = 'Replica.NotFound'; Category = 'ObjectNotFound' }
            @{ Command = 'Undo-ModuleRelease biz1 -ToRevision 99'; Id = 'Release.RevisionNotFound'; Category = 'ObjectNotFound' }
            @{ Command = 'Publish-Module -Path ./none.yaml'; Id = 'Manifest.Unreadable'; Category = '*' }
            @{ Command = 'Publish-Module Bad_Name 1 registry.local/ok:1'; Id = '*'; Category = 'InvalidArgument' }
            @{ Command = 'Remove-ModulePackage biz9 9.9.9 none.jar -Confirm:$false -Force'; Id = $null }
        ) {
            $failed = @()
            try { $null = Invoke-Expression "$Command -ErrorVariable failed -ErrorAction SilentlyContinue" } catch { $failed = @($_) }
            if (-not $Id) { $failed | Should -BeNullOrEmpty; return }
            $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,Deploy.Module.Commands.*"
            "$($failed[0].CategoryInfo.Category)" | Should -BeLike $Category
            $failed[0].CategoryInfo.Category | Should -Not -Be 'NotSpecified'
            $failed[0].TargetObject | Should -Not -BeNullOrEmpty
            $failed[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
        It 'hold no words of the runtime''s: <_>' -ForEach @(
            'Get-PublishedModule a/b', 'Get-PublishedModule x -Namespace a/b', 'Get-ReplicaLog a/b', 'Get-ModuleRelease ..', 'Resize-Module a/b 1', 'Export-ModuleReport Temp:/x.html -Name a/b', 'Save-ModuleTemplate a/b',
            'Publish-Module x 1 http://', 'Publish-Module x 1 registry.local/ok:1 -Memory much', 'Publish-Module x 1 registry.local/ok:1 -Cpu -1', 'Publish-Module x 1 registry.local/ok:1 -ReadinessCheck soon',
            'Publish-Module x 1 registry.local/ok:1 -NamedPort web', 'Switch-Module biz1 2 registry.local/ok:2 -BatchSize many', 'Switch-Module biz1 2 registry.local/ok:2 -BatchSize 1 -KeepOld 1s', 'Switch-Module biz1 2 registry.local/ok:2 -Strategy Rolling -PauseAfter Each', 'Switch-Module biz1 2 registry.local/ok:2 -ProbeService :', 'Invoke-ModuleMaintenance NoSuchTask',
            'Get-ModulePackage -Store nonsense', 'Get-ModulePackage -Store "AccountName=a;AccountKey=b"', 'Get-ReplicaStatus -Selector ",,"', 'Add-ModulePackage .', 'Test-ModulePackage .', 'Publish-Module -Path .',
            'Remove-ModulePackage a/b 1 x.jar -Confirm:$false', 'Get-ModuleHealth -Base http://127.0.0.1:1', 'Get-PublishedModule -Kubeconfig .', 'Undo-ModuleRelease biz1 -ToRevision 99', 'Start-ModuleController -Listen nowhere'
        ) {
            $failed = $null
            try { $null = Invoke-Expression "$_ -ErrorAction Stop -WarningAction SilentlyContinue" } catch { $failed = $_ }
            $failed | Should -Not -BeNullOrEmpty
            $failed.FullyQualifiedErrorId | Should -Match '^(?!Deploy\.UnexpectedError)[A-Z]\w+\.[A-Z]\w+,'
            "$failed" | Should -Not -Match "\(Parameter '|cannot be null|cannot be an empty string|not in a correct format|Invalid URI|too large or too small|Object reference|Exception"
            $failed.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
        It 'are silent when they are to be ignored, and in no variable' {
            Get-PublishedModule none -ErrorAction Ignore -ErrorVariable failed
            $failed | Should -BeNullOrEmpty
        }
        It 'can be caught by their code' {
            $caught = try { Get-PublishedModule none -ErrorAction Stop } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
            (Get-ModuleErrorCode $caught).Suggestion | Should -Not -BeNullOrEmpty
        }
    }

    Context 'asking before a change' {
        It 'happens with -Confirm, and nothing is changed without an answer: <_>' -ForEach 'Resize-Module biz1 4', 'Publish-Module new 1 registry.local/ok:1', 'Switch-Module biz1 2 registry.local/ok:2', 'Restart-Replica biz1-*' {
            $told = Invoke-Fresh ([scriptblock]::Create("Import-Module `"`$Package/Deploy.psd1`"; try { $_ -Confirm } catch { `$_.FullyQualifiedErrorId }"))
            "$told" | Should -Match 'InvalidOperation|NonInteractive'
            (Get-PublishedModule biz1).Replicas | Should -Be 2
            (Get-PublishedModule biz1).Version | Should -Be '1.0.0'
            Get-PublishedModule new* | Should -BeNullOrEmpty
        }
        It 'happens unasked for what cannot be undone: <_>' -ForEach 'Unpublish-Module biz1', 'Remove-Replica biz1-*', 'Remove-ModulePackage biz9 1.0.0 biz9.jar' {
            $told = Invoke-Fresh ([scriptblock]::Create("Import-Module `"`$Package/Deploy.psd1`"; try { $_ } catch { `$_.FullyQualifiedErrorId }"))
            "$told" | Should -Match 'InvalidOperation|NonInteractive'
            (Get-ReplicaStatus biz1).Count | Should -Be 2
        }
    }

    Context 'what is written' {
        It 'reads well as text: <Command>' -ForEach @(
            @{ Command = 'Get-ReplicaStatus biz1'; Pattern = '^biz1-\S+ \(biz1 1\.0\.0\): Responsive$' }
            @{ Command = 'Get-PublishedModule biz1'; Pattern = '^biz1 1\.0\.0 \(2 of 2 ready\)$' }
            @{ Command = 'Get-ModuleRelease biz1'; Pattern = '^biz1 1\.0\.0 \(revision 1, Current\)$' }
            @{ Command = 'Get-ReplicaDiagnostic -Module biz1'; Pattern = '^default/biz1-\S+ \(biz1 1\.0\.0\): Responsive' }
            @{ Command = 'Get-ModulePackage biz9'; Pattern = '^biz9/1\.0\.0/' }
            @{ Command = 'Test-ModulePackage $jar'; Pattern = '^biz9\.jar: ' }
            @{ Command = 'Get-ModuleCluster -Current'; Pattern = '^local \(http' }
            @{ Command = 'Get-ModuleErrorCode Image.NotFound'; Pattern = '^Image\.NotFound$' }
            @{ Command = 'Get-ModuleBase'; Pattern = '^vnode\.' }
            @{ Command = 'Get-ModuleHealth -Base *'; Pattern = ' (UP|DOWN|UNKNOWN)$' }
            @{ Command = 'Start-LocalCluster'; Pattern = '^local \(http' }
            @{ Command = 'Invoke-ModuleMaintenance StuckDeletions'; Pattern = '^StuckDeletions' }
            @{ Command = 'Install-ModuleController -Image example.org/deploy:1 -PassThru'; Pattern = '^\w+ (module-controller/|kube-node-lease/)?\S+$' }
            @{ Command = 'Uninstall-ModuleController -Confirm:$false -PassThru'; Pattern = '^\w+ (module-controller/|kube-node-lease/)?\S+$' }
            @{ Command = 'Install-ModuleMaintenance -Image example.org/module:1 -ModuleNamespace default -StoreSecret store -PassThru'; Pattern = '^\w+ (module-maintenance/|default/)?\S+$' }
            @{ Command = 'Uninstall-ModuleMaintenance -Confirm:$false -PassThru'; Pattern = '^\w+ (module-maintenance/|default/)?\S+$' }
        ) {
            $items = @(Invoke-Expression $Command)
            $items | Should -Not -BeNullOrEmpty
            foreach ($item in $items) { "$item" | Should -Match $Pattern }
        }
        It 'has a view of its own for each type' {
            $formats = Get-FormatData -TypeName 'Deploy.*' | ForEach-Object TypeName
            $types = (Get-Command -Module Deploy -CommandType Cmdlet).OutputType.Name | Where-Object { $_ -like 'Deploy.*' } | Sort-Object -Unique
            foreach ($type in $types) { $formats | Should -Contain $type }
        }
        It 'fits a narrow screen with name and state' {
            $table = Get-ReplicaStatus biz1 | Out-String -Width 80
            $table | Should -Match 'Responsive'
            ($table -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        }
        It 'has colours where the host has them' {
            $told = Invoke-Fresh { $PSStyle.OutputRendering = 'Ansi'; Import-Module "$Package/Deploy.psd1"; Get-ReplicaStatus biz1 | Out-String }
            $told -join "`n" | Should -Match "`e\[32mResponsive`e\[0m"
        }
        It 'has none in redirected text' {
            $told = Invoke-Fresh { $PSStyle.OutputRendering = 'Host'; Import-Module "$Package/Deploy.psd1"; Get-ReplicaStatus biz1 }
            "$told" | Should -Match 'Responsive'
            # The headings are PowerShell's own affair.
            "$told" | Should -Not -Match "`e\[\d+mResponsive"
        }
        It 'has none in a file' {
            $file = Join-Path $TestDrive 'status.txt'
            Invoke-Fresh ([scriptblock]::Create("`$PSStyle.OutputRendering = 'Host'; Import-Module `"`$Package/Deploy.psd1`"; Get-ReplicaStatus biz1 | Out-File '$file'"))
            Get-Content $file -Raw | Should -Not -Match "`e"
        }
        It 'has states without colours as values' { (Get-ReplicaStatus biz1)[0].State.ToString() | Should -Be 'Responsive' }
        It 'goes to JSON and back' { (Get-ReplicaStatus biz1 | ConvertTo-Json | ConvertFrom-Json)[0].State | Should -Be 'Responsive' }
    }

    Context '-PassThru' {
        It 'hands on the package that was removed' {
            $copy = Join-Path $TestDrive 'biz9-2.jar'
            Copy-Item $jar $copy
            $null = Add-ModulePackage $copy -WarningAction SilentlyContinue
            (Get-ModulePackage biz9 | Where-Object File -EQ 'biz9-2.jar' | Remove-ModulePackage -Confirm:$false -PassThru).File | Should -Be 'biz9-2.jar'
            (Get-ModulePackage biz9).File | Should -Be 'biz9.jar'
        }
        It 'is silence when it is not given' { Install-ModuleController -Image example.org/deploy:1; Uninstall-ModuleController -Confirm:$false }
    }

    Context '-Verbose' {
        It 'tells each request: method, path and answer' {
            $told = Get-PublishedModule biz1 -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
            $told.Message -join "`n" | Should -Match 'GET .*deployments/biz1.* 200'
        }
        It 'tells the replicas that are wanted of a module that is resized' {
            $told = Resize-Module biz2 3 -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -match '^biz2: ' }
            $null = Resize-Module biz2 1
            $told | Should -Not -BeNullOrEmpty
            foreach ($line in $told.Message) { $line | Should -Match '\(\d of 3 responsive\)$' }
        }
        It 'tells no secret of a module that has some' {
            $url = 'http://127.0.0.1:1/packages/shop.jar?sv=2024-01-01&sig=Pl4nt3dSign4ture%3D'
            $shown = Publish-Module shop 1.0.0 $url -Environment @{ DB_PASSWORD = 'Pl4nt3dPassw0rd' } -NoWait -Verbose *>&1 | Out-String
            foreach ($command in 'Get-PublishedModule shop', 'Get-ReplicaStatus shop', 'Get-ModuleRelease shop', 'Get-ReplicaDiagnostic -Module shop') {
                $items = Invoke-Expression "$command -Verbose *>&1"
                $shown += ($items | Out-String -Width 500), ($items | Format-List * | Out-String), ($items | ConvertTo-Json -Depth 6 -WarningAction SilentlyContinue) -join "`n"
            }
            $shown += Invoke-Fresh ([scriptblock]::Create("Import-Module `"`$Package/Deploy.psd1`"; Publish-Module shop 2.0.0 '${url}2' -WhatIf -Verbose"))
            $null = Unpublish-Module shop -Confirm:$false
            $shown | Should -Match 'shop'
            $shown | Should -Not -Match 'Pl4nt3d'
        }
        It 'tells no secret path of the cluster' {
            $secret = ((Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json).server -split '/')[3]
            $told = Get-PublishedModule -Verbose 4>&1 | Out-String
            $told | Should -Not -Match $secret
        }
    }

    Context 'progress' {
        It 'of a release in batches is nested, and is taken off the screen' {
            $prompt = Start-Prompt 'Switch-Module biz1 -Version 1.1.0 -Image registry.local/ok:1 -Strategy Batched -BatchSize 1 -PauseAfter Never'
            try {
                $prompt.Invoke().Version | Should -Be '1.1.0'
                $records = $prompt.Streams.Progress
                ($records | Where-Object ActivityId -EQ 1)[0].ParentActivityId | Should -Be -1
                ($records | Where-Object ActivityId -EQ 2)[0].ParentActivityId | Should -Be 1
                ($records | Where-Object ActivityId -EQ 1)[-1].RecordType | Should -Be 'Completed'
                ($records | Where-Object ActivityId -EQ 2)[-1].RecordType | Should -Be 'Completed'
            }
            finally { $prompt.Dispose() }
        }
        It 'can be turned off' { (Invoke-Fresh { $ProgressPreference = 'SilentlyContinue'; Import-Module "$Package/Deploy.psd1"; (Resize-Module biz2 1).Version }) | Should -Be '1.0.0' }
    }

    Context 'stopping early' {
        It 'by Select-Object -First ends what would go on for ever: <_>' -ForEach 'Get-ReplicaStatus biz1 -Watch', 'Get-ReplicaLog (Get-ReplicaStatus biz1)[0].Name -Follow' {
            (Invoke-Expression "$_ | Select-Object -First 1").Count | Should -Be 1
        }
        It 'by Select-Object -First takes no more than that of many' {
            (Get-ReplicaStatus).Count | Should -BeGreaterThan 2
            (Get-ReplicaStatus | Select-Object -First 2).Count | Should -Be 2
        }
        It 'by Ctrl+C gives the prompt back and leaves a release that can be resumed' {
            $null = Publish-Module slow 1.0.0 registry.local/ok:1 -Replicas 2 -Port 8080 -ReadinessCheck http:8080/health
            # It must not be through before it is stopped, however busy the machine is: its gate stays shut.
            $asked = [System.Threading.ManualResetEventSlim]::new()
            $prompt = Start-Prompt 'Switch-Module slow -Version 2.0.0 -Image registry.local/ok:2 -Strategy Batched -BatchSize 1 -PauseAfter Never -Gate { $asked.Set(); while ($true) { Start-Sleep -Milliseconds 50 } }' @{ asked = $asked }
            try {
                $null = $prompt.BeginInvoke()
                $asked.Wait([timespan]::FromSeconds(120)) | Should -BeTrue -Because 'the first batch is to be judged'
                $stop = $prompt.BeginStop($null, $null)
                $stop.AsyncWaitHandle.WaitOne(30000) | Should -BeTrue -Because 'the prompt must come back'
                $prompt.InvocationStateInfo.State | Should -Be 'Stopped'
            }
            finally { $prompt.Dispose() }
            (Get-PublishedModule slow).Release | Should -Not -BeNullOrEmpty -Because 'the release is open still'
            (Get-ReplicaStatus slow -State Responsive).Count | Should -BeGreaterOrEqual 2
            $release = Resume-ModuleRelease slow
            $release.Status | Should -Be 'Current'
            $release.Version | Should -Be '2.0.0'
        }
        It 'by an interrupt ends a watch that is written to a file' -Skip:($IsWindows) {
            $file = Join-Path $TestDrive 'watch.txt'
            $script = "Import-Module '$Package/Deploy.psd1'; Get-ReplicaStatus biz1 -Watch"
            $start = Get-FreshStart $script
            $process = Start-Process @start -PassThru -RedirectStandardOutput $file -RedirectStandardError (Join-Path $TestDrive 'watch-errors.txt')
            try {
                Wait-Until { (Get-Content $file -Raw) -match 'Responsive' }
                & /bin/kill -INT $process.Id
                $process.WaitForExit(30000) | Should -BeTrue
            }
            finally { if (-not $process.HasExited) { $process.Kill() } }
        }
        It 'by an interrupt ends the whole process where it runs a script' -Skip:($IsWindows) {
            $null = Publish-Module stubborn 1.0.0 registry.local/ok:1 -Port 8080 -ReadinessCheck http:8080/health
            $script = "Import-Module '$Package/Deploy.psd1'; Switch-Module stubborn -Version 2.0.0 -Image registry.local/never-ready:2"
            $start = Get-FreshStart $script
            $process = Start-Process @start -PassThru -RedirectStandardOutput (Join-Path $TestDrive 'out.txt') -RedirectStandardError (Join-Path $TestDrive 'err.txt')
            try {
                Wait-Until { (Get-PublishedModule stubborn).Release }
                & /bin/kill -INT $process.Id
                $process.WaitForExit(30000) | Should -BeTrue
            }
            finally { if (-not $process.HasExited) { $process.Kill() } }
            $release = Stop-ModuleRelease stubborn -Rollback
            (Get-PublishedModule stubborn).Version | Should -Be '1.0.0'
        }
    }

    Context 'completion' {
        It 'knows <What>: <Line>' -ForEach @(
            @{ What = 'modules'; Line = 'Switch-Module bi'; Expected = 'biz1' }
            @{ What = 'replicas'; Line = 'Restart-Replica biz2'; Expected = 'biz2-*' }
            @{ What = 'bases'; Line = 'Get-ModuleBase v'; Expected = 'vnode.*' }
            @{ What = 'bases'; Line = 'Get-ReplicaStatus -Base '; Expected = 'vnode.*' }
            @{ What = 'bases'; Line = 'Get-ModuleHealth -Base '; Expected = 'vnode.*' }
            @{ What = 'applications of bases'; Line = 'Publish-Module x 1 y -Base '; Expected = 'base*' }
            @{ What = 'versions of bases'; Line = 'Publish-Module x 1 y -BaseVersion '; Expected = '1*' }
            @{ What = 'revisions'; Line = 'Get-ModuleRelease biz1 -Revision '; Expected = '1' }
            @{ What = 'packages'; Line = 'Get-ModulePackage bi'; Expected = 'biz9' }
            @{ What = 'versions of packages'; Line = 'Remove-ModulePackage biz9 1'; Expected = '1.0.0' }
            @{ What = 'files of packages'; Line = 'Remove-ModulePackage biz9 1.0.0 b'; Expected = 'biz9.jar' }
            @{ What = 'contexts'; Line = 'Get-ModuleCluster l'; Expected = 'local' }
            @{ What = 'namespaces'; Line = 'Get-PublishedModule -Namespace def'; Expected = 'default' }
            @{ What = 'error codes'; Line = 'Get-ModuleErrorCode Arklet.Inst'; Expected = 'Arklet.InstallBizFailed' }
            @{ What = 'maintenance tasks'; Line = 'Invoke-ModuleMaintenance Rec'; Expected = 'RecycleReplicas' }
            @{ What = 'states'; Line = 'Get-ReplicaStatus -State Dec'; Expected = 'Decommissioned' }
            @{ What = 'strategies'; Line = 'Switch-Module biz1 2 -Strategy S'; Expected = 'Safe' }
        ) { Wait-Until { (TabExpansion2 $Line).CompletionMatches.CompletionText -like $Expected } }
        It 'reads a kubeconfig relative to where the user is' {
            Push-Location (Join-Path $env:DEPLOY_HOME 'local')
            try { Wait-Until { (TabExpansion2 'Get-PublishedModule -Kubeconfig ./kubeconfig -Name bi').CompletionMatches.CompletionText -contains 'biz1' } }
            finally { Pop-Location }
        }
    }
}

Describe 'A cluster that never answers' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        # It takes connections and says nothing.
        $hole = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $hole.Start()
        $config = Join-Path $TestDrive 'dead'
        "apiVersion: v1`nkind: Config`ncurrent-context: dead`nclusters: [{name: dead, cluster: {server: 'http://$($hole.LocalEndpoint)'}}]`ncontexts: [{name: dead, context: {cluster: dead, user: me}}]`nusers: [{name: me, user: {}}]" | Set-Content $config
        $store = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://$($hole.LocalEndpoint)/a;"
    }
    AfterAll { $hole.Stop() }

    It 'never freezes the prompt: <_>' -ForEach @(
        'Resize-Module -Kubeconfig $config -Name b', 'Get-ReplicaLog -Kubeconfig $config -Name b', 'Get-ModuleBase -Kubeconfig $config -Name b',
        'Undo-ModuleRelease biz1 -Kubeconfig $config -ToRevision ', 'Get-ReplicaStatus -Kubeconfig $config -Namespace d', 'Get-ModulePackage -Store $store -Name b'
    ) {
        $line = $_.Replace('$config', "'$config'").Replace('$store', "'$store'")
        $null = TabExpansion2 'Get-Dat'
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $null = TabExpansion2 $line
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 6
    }
    It 'is given up by Ctrl+C' {
        $prompt = [powershell]::Create()
        try {
            $null = $prompt.AddScript("Import-Module '$Package/Deploy.psd1'; Get-ReplicaStatus -Kubeconfig '$config'")
            $null = $prompt.BeginInvoke()
            Wait-Until { $hole.Pending() }
            $prompt.BeginStop($null, $null).AsyncWaitHandle.WaitOne(30000) | Should -BeTrue
        }
        finally { $prompt.Dispose() }
    }
}
