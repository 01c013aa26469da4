BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'The package' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $manifest = Import-PowerShellDataFile (Join-Path $Package 'Deploy.psd1')
    }

    It 'has a manifest that PowerShell accepts' { Test-ModuleManifest (Join-Path $Package 'Deploy.psd1') | Should -Not -BeNullOrEmpty }
    It 'carries no assembly of PowerShell''s own' { Get-ChildItem $Package -Recurse -Filter 'System.Management.Automation*' | Should -BeNullOrEmpty }
    It 'carries nothing that only a compiler reads' { Get-ChildItem $Package -Recurse -Include *.pdb, *.deps.json | Should -BeNullOrEmpty }
    It 'says what a gallery asks for' {
        foreach ($key in 'Author', 'Description', 'ModuleVersion', 'GUID', 'Copyright', 'PowerShellVersion') { $manifest[$key] | Should -Not -BeNullOrEmpty }
        $manifest.PrivateData.PSData.Tags | Should -Contain 'PSEdition_Core'
        $manifest.PrivateData.PSData.ReleaseNotes | Should -Not -BeNullOrEmpty
    }
    It 'exports each of its cmdlets by name, and no wildcard' {
        $manifest.CmdletsToExport | Should -Not -Contain '*'
        $exported = Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; (Get-Command -Module Deploy -CommandType Cmdlet).Name | Sort-Object }
        ($manifest.CmdletsToExport | Sort-Object) -join ' ' | Should -Be ($exported -join ' ')
    }
    It 'exports every cmdlet that its assembly has' {
        $all = Invoke-Fresh {
            Import-Module "$Package/Deploy.psd1"
            [Deploy.Module.Pump.AsyncCmdlet].Assembly.GetExportedTypes() | Where-Object { -not $_.IsAbstract -and $_.IsSubclassOf([Deploy.Module.Pump.AsyncCmdlet]) } |
                ForEach-Object { $a = $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]; "$($a.VerbName)-$($a.NounName)" } | Sort-Object
        }
        ($manifest.CmdletsToExport | Sort-Object) -join ' ' | Should -Be ($all -join ' ')
    }
    It 'uses approved verbs only' {
        $verbs = (Get-Verb).Verb
        $manifest.CmdletsToExport | ForEach-Object { $verbs | Should -Contain $_.Split('-')[0] }
    }
    It 'takes no name that PowerShell itself ships' {
        $shipped = Invoke-Fresh { (Get-Command -CommandType Cmdlet, Function, Alias).Name }
        $manifest.CmdletsToExport | Where-Object { $_ -ne 'Publish-Module' } | ForEach-Object { $shipped | Should -Not -Contain $_ }
    }
}

Describe 'Importing' {
    BeforeAll { . "$PSScriptRoot/Setup.ps1" }

    It 'works again after it was removed' {
        Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; Remove-Module Deploy; Import-Module "$Package/Deploy.psd1"; (Get-ModuleErrorCode Image.NotFound).Code } | Should -Be 'Image.NotFound'
    }
    It 'works with -Force' {
        Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; Import-Module "$Package/Deploy.psd1" -Force; (Get-Command -Module Deploy -CommandType Cmdlet).Count; (Get-ModuleErrorCode Image.NotFound).Code } | Select-Object -Last 1 | Should -Be 'Image.NotFound'
    }
    It 'works from the source tree once it is built' {
        Invoke-Fresh { Import-Module "$Package/../../Deploy.psd1"; (Get-ModuleErrorCode Image.NotFound).Code } | Should -Be 'Image.NotFound'
    }
    It 'says what to do where it is not built' {
        $unbuilt = Join-Path $TestDrive 'unbuilt'
        Copy-Item $Package $unbuilt -Recurse
        Remove-Item (Join-Path $unbuilt 'module/lib') -Recurse
        Invoke-Fresh ([scriptblock]::Create("try { Import-Module '$unbuilt/Deploy.psd1' 2>`$null } catch { `$_.Exception.Message }; (Get-Module Deploy).Count")) | Should -Be @('Deploy is not built: run ./build.ps1 first.', 0)
    }
    It 'leaves nothing behind when it is removed' {
        $left = Invoke-Fresh {
            $before = Get-Command -CommandType Cmdlet, Function, Alias | ForEach-Object { "$($_.CommandType) $($_.Name)" }
            Import-Module "$Package/Deploy.psd1"; Remove-Module Deploy
            Get-Command -CommandType Cmdlet, Function, Alias | ForEach-Object { "$($_.CommandType) $($_.Name)" } | Where-Object { $_ -notin $before -and $_ -notlike '* *Deploy*' } | Where-Object { $_ -match 'Module|Replica|Cluster' }
        }
        $left | Should -BeNullOrEmpty
    }
    It 'keeps its libraries in a load context of their own' {
        Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext([Deploy.Module.Pump.AsyncCmdlet].Assembly).Name } | Should -Be 'Deploy'
    }
    It 'loads none of its libraries before a command needs them' {
        $loaded = Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.Location -like "$Package*" }).ForEach({ $_.GetName().Name }) }
        # What the cmdlets' classes are made of, and nothing that they call.
        $loaded | Sort-Object | Should -Be @('Deploy.Loader', 'Deploy.Module', 'Deploy.Operations', 'Microsoft.Extensions.Logging.Abstractions')
    }
    It 'loads no module of PowerShell''s own' {
        Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; (Get-Module).Name } | Should -Be 'Deploy'
    }
    It 'runs what was compiled ahead of time for this machine, where it was built for it' {
        $compiled = Get-ChildItem (Join-Path $Package 'module/lib/runtimes') -Recurse -Filter Deploy.Module.dll
        $compiled.Count | Should -Be 1
        Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; [Deploy.Module.Pump.AsyncCmdlet].Assembly.Location } | Should -Be $compiled.FullName
    }
    It 'works on a machine that it was not compiled for' {
        $other = Join-Path $TestDrive 'elsewhere'
        Copy-Item $Package $other -Recurse
        (Get-ChildItem (Join-Path $other 'module/lib/runtimes') -Recurse -Filter Deploy.Module.dll).Directory | Remove-Item -Recurse
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$other/Deploy.psd1'; (Get-ModuleErrorCode Image.NotFound).Code")) | Should -Be 'Image.NotFound'
    }
    It 'gets along with another version of <Name> loaded <When>' -ForEach @(
        @{ Name = 'YamlDotNet'; When = 'first' }, @{ Name = 'YamlDotNet'; When = 'after' }
        @{ Name = 'Azure.Core'; When = 'first' }, @{ Name = 'Azure.Core'; When = 'after' }
    ) {
        # One stand-in of the same name and another version, as a module of somebody else would bring it.
        $other = Join-Path $TestDrive "$Name-$When" "$Name.dll"
        $null = New-Item -ItemType Directory (Split-Path $other)
        $builder = [System.Reflection.Emit.PersistedAssemblyBuilder]::new([System.Reflection.AssemblyName]::new("$Name, Version=1.2.3.4"), [object].Assembly)
        $null = $builder.DefineDynamicModule($Name).DefineType('StandIn', 'Public').CreateType()
        $builder.Save($other)
        $config = Join-Path $TestDrive 'config'
        "apiVersion: v1`nkind: Config`ncurrent-context: x`nclusters: [{name: x, cluster: {server: 'http://127.0.0.1:1'}}]`ncontexts: [{name: x, context: {cluster: x, user: x}}]`nusers: [{name: x, user: {}}]" | Set-Content $config
        # A kubeconfig is read by YamlDotNet; a store is opened by Azure.Core.
        $server = Open-Server 403
        $use = @{
            'YamlDotNet' = "(Get-ModuleCluster -Kubeconfig '$config').Name"
            'Azure.Core' = "try { Get-ModulePackage -Store 'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=$($server.Address)/a;' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
        }[$Name]
        $load = "Add-Type -Path '$other'; [StandIn].Assembly.GetName().Version.ToString()"
        $import = 'Import-Module "$Package/Deploy.psd1"'
        $list = "[AppDomain]::CurrentDomain.GetAssemblies().Where({ `$_.GetName().Name -eq '$Name' }).ForEach({ [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$_).Name }) | Sort-Object"
        $script = if ($When -eq 'first') { "$load; $import; $use; $list" } else { "$import; $use; $load; $list" }
        try { $told = Invoke-Fresh ([scriptblock]::Create($script)) } finally { Close-Server $server }
        $told | Should -Contain '1.2.3.4'
        $told | Where-Object { $_ -like @{ 'YamlDotNet' = 'x'; 'Azure.Core' = 'OtherUpstream.SecretAKError,Deploy.Module.Commands.GetModulePackageCommand' }[$Name] } | Should -Not -BeNullOrEmpty -Because "$told"
        $told[-2..-1] | Should -Be @('Default', 'Deploy') -Because 'each has its own version, in a context of its own'
    }
}

Describe 'Publish-Module beside PowerShellGet''s' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $folder = Join-Path $TestDrive 'PowerShellGet'
        $null = New-Item -ItemType Directory $folder
        "function Publish-Module { 'theirs' }; function Find-Module { 'found' }; Export-ModuleMember -Function *" | Set-Content (Join-Path $folder 'PowerShellGet.psm1')
        $theirs = Join-Path $folder 'PowerShellGet.psm1'
        $ours = 'try { Publish-Module a 1 b -Kubeconfig /nowhere -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }'
    }
    It 'is ours when it is loaded after theirs' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$theirs'; Import-Module `"`$Package/Deploy.psd1`"; $ours")) | Should -Be 'Kubeconfig.NotFound,Deploy.Module.Commands.PublishModuleCommand'
    }
    It 'is ours when it is loaded before theirs' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module `"`$Package/Deploy.psd1`"; Import-Module '$theirs'; $ours")) | Should -Be 'Kubeconfig.NotFound,Deploy.Module.Commands.PublishModuleCommand'
    }
    It 'is ours by its full name' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$theirs'; Import-Module `"`$Package/Deploy.psd1`"; $($ours.Replace('Publish-Module a', 'Deploy\Publish-Module a'))")) | Should -Be 'Kubeconfig.NotFound,Deploy.Module.Commands.PublishModuleCommand'
    }
    It 'leaves theirs within reach by its full name, and their other commands alone' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$theirs'; Import-Module `"`$Package/Deploy.psd1`"; PowerShellGet\Publish-Module; Find-Module")) | Should -Be @('theirs', 'found')
    }
    It 'is theirs again once ours is removed' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$theirs'; Import-Module `"`$Package/Deploy.psd1`"; Remove-Module Deploy; Publish-Module")) | Should -Be 'theirs'
    }
    It 'leaves an alias of the user alone, and says so' {
        $told = Invoke-Fresh { Set-Alias Publish-Module Get-Date -Scope Global; Import-Module "$Package/Deploy.psd1" 3>&1; Remove-Module Deploy; (Get-Alias Publish-Module).Definition }
        $told[0] | Should -BeLike '*Publish-Module is an alias of Get-Date*'
        $told[1] | Should -Be 'Get-Date'
    }
    It 'hides nothing else of the shell' {
        $changed = Invoke-Fresh {
            $resolve = { $all = @{}; foreach ($name in $names) { $found = Get-Command $name; $all[$name] = "$($found.CommandType) $($found.Source) $($found.Definition.Length)" }; $all }
            $names = (Get-Command -CommandType Cmdlet, Function, Alias -Module Microsoft.PowerShell.*).Name + (Get-Alias).Name + (Get-ChildItem Function:).Name | Sort-Object -Unique
            $before = & $resolve
            Import-Module "$Package/Deploy.psd1"
            $during = & $resolve
            Remove-Module Deploy
            $after = & $resolve
            "compared $($names.Count -gt 300)"
            $names | Where-Object { $before[$_] -ne $during[$_] -or $before[$_] -ne $after[$_] }
        }
        $changed | Should -Be 'compared True'
    }
    It 'is theirs still when another module loads ours for itself, <How>' -ForEach @(
        @{ How = 'by a script'; Files = @{ 'Other.psm1' = 'Import-Module "$Package/Deploy.psd1"; function Get-Nested { (Get-ModuleErrorCode Image.NotFound).Code }' }; Import = 'Other.psm1' }
        @{ How = 'by its manifest'; Files = @{ 'Other.psd1' = '@{ ModuleVersion = "1.0"; RootModule = "Other.psm1"; NestedModules = "$Package/Deploy.psd1"; FunctionsToExport = "Get-Nested" }'; 'Other.psm1' = 'function Get-Nested { (Get-ModuleErrorCode Image.NotFound).Code }' }; Import = 'Other.psd1' }
        @{ How = 'when it is called'; Files = @{ 'Other.psm1' = 'function Get-Nested { Import-Module "$Package/Deploy.psd1"; (Get-ModuleErrorCode Image.NotFound).Code }' }; Import = 'Other.psm1' }
    ) {
        $other = Join-Path $TestDrive $How
        $null = New-Item -ItemType Directory $other
        foreach ($file in $Files.Keys) { $Files[$file].Replace('$Package', $Package) | Set-Content (Join-Path $other $file) }
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$theirs'; Import-Module '$other/$Import'; Get-Nested; Publish-Module")) | Should -Be @('Image.NotFound', 'theirs')
    }
}
