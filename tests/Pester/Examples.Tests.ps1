# Every example of the help is run as it stands there, on a cluster that has what the example names.
BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $examples = foreach ($command in (Get-Command -Module Deploy -CommandType Cmdlet).Name) {
        $number = 0
        foreach ($example in (Get-Help "Deploy\$command").examples.example) {
            $number++
            # What only looks changes nothing for the next one that looks.
            $looks = $example.code -match '-WhatIf' -or -not ([regex]::Matches($example.code, '\b(?<verb>[A-Z][a-z]+)-(Module|Replica|Published|Local|Deploy)').Where({ $_.Groups['verb'].Value -notin 'Get', 'Test', 'Export' }))
            @{ Command = $command; Number = $number; Title = $example.title.Trim('- '); Code = $example.code; Looks = $looks }
        }
    }
}

Describe 'The examples' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE
        $main = Join-Path $TestDrive 'home'
        $env:DEPLOY_HOME = $main
        $null = Start-LocalCluster -Bases 2
        $state = Get-Content (Join-Path $main 'local/state.json') -Raw | ConvertFrom-Json
        $env:DEPLOY_STORE = $state.blobStore

        # The folder that the examples are typed in, with the files that they name.
        $work = Join-Path $TestDrive 'work'
        $null = New-Item -ItemType Directory $work
        Copy-Item (Join-Path $Root 'samples') $work -Recurse
        New-Jar (Join-Path $work 'biz1.jar') biz1 1.0.0
        New-Jar (Join-Path $work 'biz1-1.0.0-ark-biz.jar') biz1 1.0.0
        (Get-Content (Join-Path $main 'local/kubeconfig') -Raw) -replace '\blocal\b(?!host)', 'staging' | Set-Content (Join-Path $work 'staging.kubeconfig')
        $env:KUBECONFIG = (Join-Path $main 'local/kubeconfig'), (Join-Path $work 'staging.kubeconfig') -join [System.IO.Path]::PathSeparator

        # What stands in a namespace before an example is run: what runs, what was replaced before, what is in the middle of its batches.
        $one = { $null = Publish-Module biz1 1.0.0 registry.local/ok:1 -Replicas 2 -Port 8080 -ServicePort 80 -ReadinessCheck http:8080/health }
        $two = { . $one; $null = Switch-Module biz1 2.0.0 registry.local/ok:2 }
        $open = { . $one; $null = Switch-Module biz1 2.0.0 registry.local/ok:2 -Strategy Batched -BatchSize 1 }
        $rolling = { . $one; $null = Switch-Module biz1 2.0.0 registry.local/ok:2 -NoWait }
        $template = { . $one; $null = Save-ModuleTemplate biz1 -TemplateName standard }
        $broken = { $null = Publish-Module biz1 1.0.0 registry.local/missing:1 -NoWait; Wait-Until { (Get-ReplicaStatus biz1).State -eq 'StartingError' } }
        $crashed = { $null = Publish-Module biz1 1.0.0 registry.local/crash:1 -NoWait; Wait-Until { (Get-ReplicaStatus biz1).Restarts -gt 0 } }
        $unready = { $null = Publish-Module biz1 1.0.0 registry.local/unready-later:1 -Port 8080 -ReadinessCheck http:8080/health; Wait-Until { (Get-ReplicaStatus biz1).State -eq 'Unresponsive' } }
        $stored = { $null = Add-ModulePackage (Join-Path $work 'biz1.jar') }
        $onBase = {
            . $stored
            $package = (Get-ModulePackage biz1)[0]
            $storage = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'Deploy.Storage' })[0]
            $address = $storage.GetType('Deploy.Storage.Packages.PackageAddress')::new($package.Module, $package.Version, $package.File)
            $connection = $storage.GetType('Deploy.Storage.Connections.StoreConnection')::Parse($env:DEPLOY_STORE)
            $packages = $storage.GetType('Deploy.Storage.BlobStore')::Open($connection, [TimeProvider]::System, $null).Packages
            $url = $packages.SignAsync($address, [TimeSpan]::FromDays(1), [System.Threading.CancellationToken]::None).GetAwaiter().GetResult().Url
            $null = Publish-Module biz1 1.0.0 "$url" -Base base
        }
        # Kept in the archive when its module was taken offline.
        $gone = { . $one; $replica = (Get-ReplicaStatus biz1)[0].Name; $null = Unpublish-Module biz1 -Confirm:$false; Wait-Until { Get-ReplicaStatus -Archived -ErrorAction Ignore } }
        $clock = { $null = Publish-Module clock 1.0.0 -Package samples/packages/clock-1.0.0.jar; $null = Add-ModulePackage samples/packages/clock-2.0.0.jar }
        $controller = { Wait-Until { try { Install-ModuleController -Image example.org/deploy:1; $true } catch { $false <# the namespace is being deleted still #> } } }
        $maintenance = { Wait-Until { try { Install-ModuleMaintenance -Image example.org/module:1 -ModuleNamespace default -StoreSecret store; $true } catch { $false } } }
        $lookedAfter = { foreach ($name in 'shop', 'tools') { try { New-Namespace $name } catch { <# an earlier example made it #> } } }
        $cluster = { $null = Start-LocalCluster }
        $none = { }

        # Which of them an example begins with.
        function Get-Ground([string] $Command, [string] $Code) {
            switch -Wildcard ("$Command|$Code") {
                '*|*-Archived*' { return 'gone' }
                'Get-ReplicaStatus|*Error*' { return 'broken' }
                'Get-ReplicaStatus|*Unresponsive*' { return 'unready' }
                'Get-ReplicaDiagnostic|*' { return 'broken' }
                'Get-ReplicaLog|*' { return 'crashed' }
                'Get-ModuleRelease|*' { return 'two' }
                'Undo-ModuleRelease|*' { return 'two' }
                'Wait-ModuleRelease|*' { return 'rolling' }
                'Resume-ModuleRelease|*' { return 'open' }
                'Stop-ModuleRelease|*' { return 'open' }
                'Suspend-ModuleRelease|*' { return 'open' }
                'Repair-Module|*' { return 'open' }
                'Publish-*|*-Template*' { return 'template' }
                'Publish-*|*-Package*' { return 'stored' }
                'Publish-*|*' { return 'none' }
                'Save-ModuleTemplate|*-Template *' { return 'template' }
                'Switch-Module|*-FromStore*' { return 'clock' }
                'Get-ModuleHealth|*' { return 'onBase' }
                'Get-ModulePackage|*' { return 'stored' }
                'Remove-ModulePackage|*' { return 'stored' }
                'Uninstall-ModuleController|*' { return 'controller' }
                'Uninstall-ModuleMaintenance|*' { return 'maintenance' }
                'Install-ModuleMaintenance|*' { return 'lookedAfter' }
                'Start-ModuleMaintenance|*' { return 'none' }
                'Stop-LocalCluster|*' { return 'cluster' }
                '*-ModulePackage|*' { return 'none' }
                '*-ModuleCluster|*' { return 'none' }
                '*-LocalCluster|*' { return 'none' }
                '*-ModuleController|*' { return 'none' }
                'Get-ModuleBase|*' { return 'none' }
                'Get-ModuleErrorCode|*' { return 'none' }
                default { return 'one' }
            }
        }
        # What only looks shares a namespace.
        $shared = @{}

        # What writes nothing, or nothing where all is well.
        $silent = '^Connect-ModuleCluster -Forget', '^Stop-LocalCluster', '^Remove-ModulePackage', '^(Uni|I)nstall-Module(Controller|Maintenance)', '^Repair-Module', 'Export-ModuleReport'

        # What goes on for ever is run until it has said its first word.
        function Invoke-Endless([string] $Line) {
            $prompt = [powershell]::Create()
            try {
                $null = $prompt.AddScript("Import-Module '$Package/Deploy.psd1'; $Line")
                $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
                $null = $prompt.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
                Wait-Until { $output.Count -gt 0 -or $prompt.Streams.Error.Count -gt 0 }
                $prompt.Stop()
                if ($prompt.Streams.Error.Count) { throw $prompt.Streams.Error[0] }
                $output
            }
            finally { $prompt.Dispose() }
        }

        function Invoke-Example([string] $Command, [int] $Number, [string] $Code, [bool] $Looks) {
            $ErrorActionPreference = 'Stop'
            $ownCluster = $Command -in 'Start-LocalCluster', 'Stop-LocalCluster'
            if ($ownCluster) {
                $env:DEPLOY_HOME = Join-Path $TestDrive "home-$Command-$Number"
                $kubeconfig, $env:KUBECONFIG = $env:KUBECONFIG, $null
            }
            else {
                $ground = Get-Ground $Command $Code
                $isShared = $Looks -and $ground -ne 'onBase'
                $place = ($isShared ? "shared-$ground" : "$Command-$Number").ToLowerInvariant()
                if (-not $shared.ContainsKey($place)) { New-Namespace $place }
                $null = Connect-ModuleCluster -Context local -Namespace $place
            }
            Push-Location $work
            try {
                $replica = $null
                if ($ownCluster) { . (Get-Variable (Get-Ground $Command $Code) -ValueOnly) }
                elseif ($shared.ContainsKey($place)) { $replica = $shared[$place] }
                else {
                    . (Get-Variable $ground -ValueOnly)
                    $replica ??= (Get-ReplicaStatus -ErrorAction Ignore -WarningAction Ignore | Select-Object -First 1).Name
                    if ($isShared) { $shared[$place] = $replica }
                }
                # A replica's name is another one on every cluster, and a port may be taken here.
                $line = $Code -replace 'biz1-7d9f8c6b5-x2x4z', $replica -replace '(127\.0\.0\.1|0\.0\.0\.0):7777', '127.0.0.1:0'
                $output = if ($line -match '^Start-Module(Controller|Maintenance)|-Watch|-Follow') { Invoke-Endless $line } else { & ([scriptblock]::Create($line)) 3>$null }
                if ($line -match '-PassThru' -or $line -notmatch '-WhatIf' -and -not ($silent | Where-Object { $line -match $_ })) { $output | Should -Not -BeNullOrEmpty }
            }
            finally {
                Pop-Location
                if ($ownCluster) {
                    Stop-LocalCluster
                    $env:DEPLOY_HOME, $env:KUBECONFIG = $main, $kubeconfig
                }
                # A base has room for one module of a name, and is not given up while it has any.
                elseif ($line -match 'clock' -or $Command -eq 'Get-ModuleHealth') { $null = Unpublish-Module * -Confirm:$false }
                elseif ($Command -eq 'Install-ModuleController') { Uninstall-ModuleController -Confirm:$false -WarningAction Ignore }
                elseif ($Command -eq 'Install-ModuleMaintenance') { Uninstall-ModuleMaintenance -Confirm:$false -WarningAction Ignore }
            }
        }
    }
    AfterAll {
        $env:DEPLOY_HOME = $main
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG, $env:DEPLOY_STORE = $before
    }

    It '<Command> <Number>: <Title>' -ForEach $examples.Where({ $_.Looks }) { Invoke-Example $Command $Number $Code $Looks }

    # Each begins with a namespace of its own and what has to stand in it.
    Context 'that change something' -Tag Slow {
        It '<Command> <Number>: <Title>' -ForEach $examples.Where({ -not $_.Looks }) { Invoke-Example $Command $Number $Code $Looks }
    }
}
