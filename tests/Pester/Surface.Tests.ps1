BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $commands = foreach ($command in Get-Command -Module Deploy -CommandType Cmdlet) { @{ Command = $command.Name } }
}

Describe 'The surface' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        function Get-Parameter([string] $Command) { (Get-Command $Command).Parameters.Values | Where-Object Name -NotIn $common }
        # What one value of a parameter is: several are taken apart, and one that may be missing is what it is when it is there.
        function Get-Kind($Parameter) {
            $type = $Parameter.ParameterType.IsArray ? $Parameter.ParameterType.GetElementType() : $Parameter.ParameterType
            [System.Nullable]::GetUnderlyingType($type) ?? $type
        }
    }

    It 'is as surface.txt says; if it is meant to change, renew that by Write-Surface.ps1' {
        $shown = Invoke-Fresh ([scriptblock]::Create("& '$Root/tests/Pester/Write-Surface.ps1' -Module '$Package/Deploy.psd1'"))
        $known = Get-Content (Join-Path $Root 'tests/Pester/surface.txt')
        Compare-Object $known $shown -SyncWindow 20 | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
    }

    It 'takes names by value: <Command>' -ForEach $commands {
        # Of a package file, which is what the pipeline brings there, -Name says what it is to be called.
        foreach ($parameter in Get-Parameter $Command | Where-Object { $_.Name -in 'Name', 'Code' -and $Command -notin 'Add-ModulePackage', 'Test-ModulePackage' }) {
            foreach ($set in $parameter.ParameterSets.Values) { $set.ValueFromPipeline | Should -BeTrue -Because "-$($parameter.Name)" }
        }
    }
    It 'takes ports as numbers: <Command>' -ForEach $commands {
        foreach ($parameter in Get-Parameter $Command | Where-Object Name -Match '^(?!Named).*Port$') { Get-Kind $parameter | Should -Be ([int]) -Because "-$($parameter.Name)" }
    }

    Context 'completion' {
        BeforeAll {
            $before = $env:DEPLOY_HOME, $env:KUBECONFIG
            $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
            $env:KUBECONFIG = Join-Path $TestDrive 'none'
            # What would be offered if PowerShell fell back on files.
            $null = New-Item -ItemType Directory (Join-Path $TestDrive 'here')
            Set-Content (Join-Path $TestDrive 'here/trap.txt') 'x'
            Push-Location (Join-Path $TestDrive 'here')
            function Get-Offer([string] $Line) { (TabExpansion2 $Line).CompletionMatches.CompletionText }
        }
        AfterAll {
            Pop-Location
            $env:DEPLOY_HOME, $env:KUBECONFIG = $before
        }
        It 'offers no file where none is meant: <Command>' -ForEach $commands {
            $fallen = foreach ($parameter in Get-Parameter $Command | Where-Object { (Get-Kind $_) -notin [switch], [scriptblock] -and $_.Name -notin 'Path', 'Package', 'Kubeconfig' }) {
                foreach ($line in "$Command -$($parameter.Name) ", "$Command -$($parameter.Name) tr") { if ((Get-Offer $line) -match 'trap') { $line } }
            }
            $fallen | Should -BeNullOrEmpty
        }
        It 'offers files where they are meant: <_>' -ForEach 'Test-ModulePackage ', 'Publish-Module -Path ', 'Publish-Module x 1 -Package ', 'Get-PublishedModule -Kubeconfig ', 'Export-ModuleReport ' {
            Get-Offer $_ | Should -Match 'trap\.txt'
        }
        It 'offers health checks, on the port that is given' { Get-Offer 'Publish-Module x 1 y -Port 9090 -ReadinessCheck h' | Should -Be 'http:9090/health' }
    }

    It 'says in words of ours what a value cannot be: <Command>' -ForEach $commands {
        $bad = @{
            [int] = 'four', '', '1.5', '99999999999', '99999999999999999999999999999', '1e400', '0x', @('1', 'two')
            [long] = 'four', '', '1.5', '99999999999999999999999999999'
            [timespan] = 'soon', '', '-5', '1e400', '999999d'
            [uri] = 'http://', 'nowhere', '', 'ftp://example.org/x', 'http://[::1'
        }
        $wrong = foreach ($parameter in Get-Parameter $Command) {
            foreach ($value in $bad[(Get-Kind $parameter)]) {
                $arguments = @{ $parameter.Name = $value }
                $failure = $null
                try { & $Command @arguments -ErrorAction Stop } catch { $failure = $_ }
                $isOurs = $failure.FullyQualifiedErrorId -like 'ParameterArgumentTransformationError,*' -and "$failure" -match "is not a (whole number|duration|URL)"
                if (-not $isOurs) { "-$($parameter.Name) '$value': $failure" }
            }
        }
        $wrong | Should -BeNullOrEmpty
    }
}
