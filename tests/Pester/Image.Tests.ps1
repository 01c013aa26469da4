BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

# No container engine is needed: the Dockerfile is read, its files are laid out as an engine would, and what it starts is started.
Describe 'The images' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG = $null
        $context = Join-Path $TestDrive 'context'
        # What the project that runs these tests has built is taken as it is; by hand it is built.
        $how = @(if ($env:DEPLOY_TEST_CONFIGURATION) { '-NoBuild', '-Configuration', $env:DEPLOY_TEST_CONFIGURATION })
        $null = New-Item -ItemType Directory (Join-Path $context 'out')
        Copy-Item $Package (Join-Path $context 'out/Deploy') -Recurse
        $program, $arguments = $PowerShell
        $laidOut = & $program @arguments -File (Join-Path $Root 'build.ps1') Image -Destination (Join-Path $context 'out') @how 2>&1 | Out-String

        # The stages of the Dockerfile: name, and instructions in their order with their text.
        function Read-Dockerfile {
            $text = (Get-Content (Join-Path $Root 'Dockerfile') -Raw) -replace '(?m)^\s*#.*\n', '' -replace '\\\r?\n', ' '
            $stages = [System.Collections.Generic.List[object]]::new()
            foreach ($line in $text -split '\r?\n' | Where-Object { $_.Trim() }) {
                $name, $rest = $line.Trim() -split '\s+', 2
                if ($name -eq 'FROM') {
                    $base, $alias = $rest -split '\s+AS\s+'
                    $stages.Add([pscustomobject]@{ Name = $alias; Base = $base; Instructions = [System.Collections.Generic.List[object]]::new() })
                }
                elseif ($stages.Count -eq 0) { $global = @($global; [pscustomobject]@{ Name = $name; Text = $rest }) }
                else { $stages[-1].Instructions.Add([pscustomobject]@{ Name = $name; Text = $rest }) }
            }
            [pscustomobject]@{ Global = @($global); Stages = $stages }
        }
        $file = Read-Dockerfile
        $stages = @{}
        foreach ($stage in $file.Stages) { $stages[$stage.Name] = $stage }

        # Lays out a stage's files below a folder that stands for the image's root.
        function New-ImageRoot($Stage) {
            $place = Join-Path $TestDrive "root-$($Stage.Name)"
            if (Test-Path $place) { return $place }
            foreach ($copy in $Stage.Instructions.Where({ $_.Name -eq 'COPY' })) {
                $from, $to = $copy.Text -split '\s+'
                $target = Join-Path $place $to.TrimStart('/')
                $null = New-Item -ItemType Directory $target -Force
                Copy-Item (Join-Path $context "$from*") $target -Recurse
            }
            $place
        }
        # Starts what the image starts, with its variables and no others than these and where the cluster is.
        function Start-Image($Stage, [string[]] $Arguments = @(), [hashtable] $Variables = @{}) {
            $place = New-ImageRoot $Stage
            $entry = @($Stage.Instructions.Where({ $_.Name -eq 'ENTRYPOINT' }).Text | ConvertFrom-Json) + @($Stage.Instructions.Where({ $_.Name -eq 'CMD' }).Text | Where-Object { $_ -and -not $Arguments } | ConvertFrom-Json) + $Arguments
            $start = [System.Diagnostics.ProcessStartInfo]::new($entry[0])
            foreach ($argument in $entry | Select-Object -Skip 1) { $start.ArgumentList.Add(($argument -replace '^/deploy/', "$place/deploy/")) }
            $start.Environment.Clear()
            $start.Environment['PATH'] = $env:PATH
            if ($env:DOTNET_ROOT) { $start.Environment['DOTNET_ROOT'] = $env:DOTNET_ROOT }
            foreach ($pair in $Stage.Instructions.Where({ $_.Name -eq 'ENV' }).Text -split '\s+') {
                $name, $value = $pair -split '=', 2
                $start.Environment[$name] = $value -replace '^/deploy/', "$place/deploy/" -replace '^/tmp$', $place
            }
            $start.Environment['KUBECONFIG'] = Join-Path $env:DEPLOY_HOME 'local/kubeconfig'
            foreach ($name in $Variables.Keys) { $start.Environment[$name] = $Variables[$name] }
            $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            [System.Diagnostics.Process]::Start($start)
        }
        # The next line of its log.
        function Read-Line($Process) {
            $reading = $Process.StandardOutput.ReadLineAsync()
            if (-not $reading.Wait(120000)) { throw 'It said nothing for two minutes.' }
            if ($null -eq $reading.Result) { throw "It ended: $($Process.StandardError.ReadToEnd())" }
            $reading.Result | ConvertFrom-Json
        }
        # Tells it to end as a kubelet does, and gives the rest of its log.
        function Stop-Image($Process) {
            & kill -TERM $Process.Id
            $reading = $Process.StandardOutput.ReadToEndAsync()
            if (-not $Process.WaitForExit(30000)) { $Process.Kill(); throw 'Kubernetes would have killed it by now.' }
            $reading.Result -split '\n' | Where-Object { $_ } | ConvertFrom-Json
        }
        function Get-Holder([string] $Node) {
            $state = Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json
            (Invoke-RestMethod "$($state.server)apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/$Node" -SkipHttpErrorCheck).spec.holderIdentity
        }
    }
    AfterAll { $env:DEPLOY_HOME, $env:KUBECONFIG = $before }

    It 'are made of what build.ps1 Image lays out, and of nothing that .dockerignore keeps back' {
        $allowed = @(Get-Content (Join-Path $Root '.dockerignore') | Where-Object { $_ -match '^!' } | ForEach-Object { $_.Substring(1) })
        $copies = @($file.Stages.Instructions.Where({ $_.Name -eq 'COPY' }))
        $copies.Count | Should -BeGreaterThan 2
        foreach ($copy in $copies) {
            $from = ($copy.Text -split '\s+')[0]
            Join-Path $context $from | Should -Exist -Because $laidOut
            $allowed | Should -Contain $from.TrimEnd('/')
        }
    }
    It 'leave the base image to whoever builds them' {
        @($file.Global.Where({ $_.Name -eq 'ARG' }).Text) | Should -Be 'BASE'
        $file.Stages.Base | Should -Be @('${BASE}', '${BASE}')
    }
    It 'are called by their targets, the module by default' { $file.Stages.Name | Should -Be @('controller', 'module') }
    It '<_> starts its program itself, which so hears the signal, and not as root' -ForEach 'controller', 'module' {
        $instructions = $stages[$_].Instructions
        $entry = $instructions.Where({ $_.Name -eq 'ENTRYPOINT' }).Text | ConvertFrom-Json
        $entry[0] | Should -Be 'dotnet'
        $program = $entry[1].TrimStart('/')
        Join-Path (New-ImageRoot $stages[$_]) $program | Should -Exist
        $instructions.Where({ $_.Name -eq 'STOPSIGNAL' }).Text | Should -Be 'SIGTERM'
        [int] $instructions.Where({ $_.Name -eq 'USER' }).Text | Should -BeGreaterThan 0
    }

    Context 'beside a cluster' {
        BeforeAll { $null = Start-LocalCluster -Connect }
        AfterAll { Stop-LocalCluster }

        It 'controller serves its bases, and lets them go when its container is stopped' {
            if ($IsWindows) { Set-ItResult -Skipped -Because 'Windows has no signal to stop one process with'; return }
            $process = Start-Image $stages.controller -Variables @{ DEPLOY_LISTEN = '127.0.0.1:0'; DEPLOY_ENVIRONMENT = 'image' }
            $address = "http://$((Read-Line $process).Endpoint)"
            Wait-Until { (Invoke-WebRequest "$address/healthz" -SkipHttpErrorCheck).StatusCode -eq 200 }
            $null = Invoke-RestMethod "$address/heartbeat" -Method Post -Body '{"baseMetadata":{"identity":"own-1","name":"own","version":"1.0.0"},"localIP":"127.0.0.1","port":9,"state":"ACTIVATED"}'
            Wait-Until { Get-Holder vnode.own-1.image }
            (Stop-Image $process)[-1].message | Should -BeLike '*is stopped.'
            $process.ExitCode | Should -Be 0
            Get-Holder vnode.own-1.image | Should -BeNullOrEmpty
        }
        It 'controller takes the arguments that Install-ModuleController gives it' {
            if ($IsWindows) { Set-ItResult -Skipped -Because 'Windows has no signal to stop one process with'; return }
            Install-ModuleController -Image example.org/controller:1 -Environment east
            $state = Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json
            $container = (Invoke-RestMethod "$($state.server)apis/apps/v1/namespaces/module-controller/deployments/module-controller").spec.template.spec.containers[0]
            Uninstall-ModuleController -Confirm:$false
            # On the port that is free here.
            $process = Start-Image $stages.controller -Arguments ($container.args -replace '^0\.0\.0\.0:7777$', '127.0.0.1:0')
            (Read-Line $process).Environment | Should -Be 'east'
            $null = Stop-Image $process
            $process.ExitCode | Should -Be 0
        }
        It 'module looks after the cluster as Install-ModuleMaintenance has it, and gives its leases back when its container is stopped' {
            if ($IsWindows) { Set-ItResult -Skipped -Because 'Windows has no signal to stop one process with'; return }
            $state = Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json
            Install-ModuleMaintenance -Image example.org/module:1 -ModuleNamespace default -StoreSecret store -MaxAge 12h
            $container = (Invoke-RestMethod "$($state.server)apis/apps/v1/namespaces/module-maintenance/deployments/module-maintenance").spec.template.spec.containers[0]
            Uninstall-ModuleMaintenance -Confirm:$false
            # What the kubelet would read of the secret.
            $variables = @{ DEPLOY_STORE = $state.blobStore }
            foreach ($variable in $container.env | Where-Object value) { $variables[$variable.name] = $variable.value }
            $process = Start-Image $stages.module -Arguments $container.args -Variables $variables
            $first = Read-Line $process
            $first.message | Should -Be 'Maintenance of local, default, begins: RefreshUrls, RecycleReplicas, ArchiveDiagnostics, ArchiveRetention, StuckDeletions, PrunePackages, AlignPeers'
            # Three of them run within a minute.
            $leases = "$($state.server)apis/coordination.k8s.io/v1/namespaces/default/leases"
            Wait-Until { (Invoke-RestMethod $leases).items.metadata.name -like 'deploy-*' } -Seconds 90
            (Stop-Image $process)[-1].message | Should -Be 'Maintenance is stopped'
            $process.ExitCode | Should -Be 0
            (Invoke-RestMethod $leases).items.spec.holderIdentity | Where-Object { $_ } | Should -BeNullOrEmpty
        }
        It 'module has every command at hand, in a PowerShell as the repository pins it' {
            $process = Start-Image $stages.module -Arguments '-NonInteractive', '-Command', '"$($PSVersionTable.PSVersion) $((Get-PublishedModule).Count) $((Get-Module Deploy).Path)"'
            $said = $process.StandardOutput.ReadToEndAsync()
            $process.WaitForExit(120000) | Should -BeTrue
            $process.ExitCode | Should -Be 0 -Because $process.StandardError.ReadToEnd()
            $pinned = (Get-Content (Join-Path $Root '.config/dotnet-tools.json') -Raw | ConvertFrom-Json).tools.powershell.version
            $said.Result | Should -Match "^$([regex]::Escape($pinned)) 0 .*root-module/deploy/modules/Deploy/"
        }
        It 'module ends in order what runs in it when its container is stopped' {
            if ($IsWindows) { Set-ItResult -Skipped -Because 'Windows has no signal to stop one process with'; return }
            $process = Start-Image $stages.module -Arguments '-NonInteractive', '-Command', 'Start-ModuleController -Listen 127.0.0.1:0 -Environment module'
            $address = "http://$((Read-Line $process).Endpoint)"
            Wait-Until { (Invoke-WebRequest "$address/healthz" -SkipHttpErrorCheck).StatusCode -eq 200 }
            (Stop-Image $process)[-1].message | Should -BeLike '*is stopped.'
            $process.ExitCode | Should -Be 0
        }
    }
}
