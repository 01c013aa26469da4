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
    It 'exports each of its commands by name, and no wildcard' {
        $exported = Invoke-Fresh { Import-Module "$Package/Deploy.psd1"; Get-Command -Module Deploy | ForEach-Object { "$($_.CommandType) $($_.Name)" } | Sort-Object }
        @($manifest.CmdletsToExport.ForEach({ "Cmdlet $_" }) + $manifest.AliasesToExport.ForEach({ "Alias $_" })) | Sort-Object | Should -Be $exported
        $manifest.FunctionsToExport | Should -BeNullOrEmpty
        $manifest.VariablesToExport | Should -BeNullOrEmpty
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
        $manifest.CmdletsToExport + $manifest.AliasesToExport | Where-Object { $_ -ne 'Publish-Module' } | ForEach-Object { $shipped | Should -Not -Contain $_ }
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
    It 'works with -Force as often as one likes' {
        Invoke-Fresh {
            foreach ($time in 1..3) {
                Import-Module "$Package/Deploy.psd1" -Force
                "$((Get-Command -Module Deploy).Count -gt 30) $((Get-ModuleErrorCode Image.NotFound).Code) $((Get-Command Publish-Module).Source)"
            }
        } | Should -Be @('True Image.NotFound Deploy', 'True Image.NotFound Deploy', 'True Image.NotFound Deploy')
    }
    It 'works beside a copy of it from another folder, and the last one counts' {
        $copy = Join-Path $TestDrive 'copy'
        Copy-Item $Package $copy -Recurse
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$Package/Deploy.psd1'; Import-Module '$copy/Deploy.psd1'; (Get-Module Deploy).ForEach({ `$_.ExportedCmdlets.Count -gt 30 }); (Get-ModuleErrorCode Image.NotFound).Code; Remove-Module Deploy; (Get-Command Get-ModuleErrorCode -ErrorAction Ignore).Count")) |
            Select-Object -Last 3 | Should -Be @('True', 'Image.NotFound', '0')
    }
    It 'works from a function and from a script, for the session' {
        $script = Join-Path $TestDrive 'import.ps1'
        "Import-Module '$Package/Deploy.psd1'" | Set-Content $script
        Invoke-Fresh ([scriptblock]::Create("function Import-It { Import-Module '$Package/Deploy.psd1' }; Import-It; (Get-Command Publish-Module).Source; Remove-Module Deploy; & '$script'; (Get-Command Publish-Module).Source")) | Should -Be @('Deploy', 'Deploy')
    }
    It 'works <Where>, without a word of an error' -ForEach @(
        # An import that nobody typed has no call stack.
        @{ Where = 'in a fresh runspace'; Script = '$shell = [powershell]::Create(); $null = $shell.AddCommand("Import-Module").AddArgument("$Package/Deploy.psd1").Invoke(); $shell.Streams.Error; $shell.Commands.Clear(); $shell.AddScript($ask).Invoke()' }
        @{ Where = 'by what a runspace begins with'; Script = '$state = [initialsessionstate]::CreateDefault2(); $state.ImportPSModule("$Package/Deploy.psd1"); $space = [runspacefactory]::CreateRunspace($state); $space.Open(); $shell = [powershell]::Create($space); $shell.AddScript($ask).Invoke(); $shell.Streams.Error' }
        @{ Where = 'in Start-Job'; Script = 'Start-Job { Import-Module "$using:Package/Deploy.psd1"; & ([scriptblock]::Create($using:ask)) } | Receive-Job -Wait' }
        @{ Where = 'in the script that Start-Job begins with'; Script = 'Start-Job -InitializationScript ([scriptblock]::Create("Import-Module ''$Package/Deploy.psd1''")) { & ([scriptblock]::Create($using:ask)) } | Receive-Job -Wait' }
        @{ Where = 'in Start-ThreadJob'; Script = 'Start-ThreadJob { Import-Module "$using:Package/Deploy.psd1"; & ([scriptblock]::Create($using:ask)) } | Receive-Job -Wait' }
        @{ Where = 'in ForEach-Object -Parallel'; Script = '1..4 | ForEach-Object -Parallel { Import-Module "$using:Package/Deploy.psd1"; & ([scriptblock]::Create($using:ask)) } | Sort-Object -Unique' }
    ) {
        Invoke-Fresh ([scriptblock]::Create("`$ask = '`"`$((Get-ModuleErrorCode Image.NotFound).Code) `$((Get-Command Publish-Module).Source)`"'; $Script")) | Should -Be 'Image.NotFound Deploy'
    }
    It 'works in a module made on the spot, and leaves the name Publish-Module as it was' {
        Invoke-Fresh { & (New-Module { Import-Module "$Package/Deploy.psd1" }) { (Get-ModuleErrorCode Image.NotFound).Code; (Get-Command Publish-Module -ErrorAction Ignore).Source -eq 'Deploy' } } | Should -Be @('Image.NotFound', 'False')
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
    It 'is what the help is of, <When>' -ForEach @(
        @{ When = 'with nothing else loaded'; Load = 'Import-Module "$Package/Deploy.psd1"' }
        @{ When = 'loaded after theirs'; Load = 'Import-Module PowerShellGet; Import-Module "$Package/Deploy.psd1"' }
        @{ When = 'loaded before theirs'; Load = 'Import-Module "$Package/Deploy.psd1"; Import-Module PowerShellGet' }
    ) {
        $told = Invoke-Fresh ([scriptblock]::Create("$Load; " + {
            $synopsis = (Get-Help Deploy\Publish-DeployModule).Synopsis
            foreach ($help in (Get-Help Publish-Module), (Get-Help Publish-Module -Full), (Get-Help publish-module -Detailed), (Get-Help Publish-Module -Examples), (Get-Help Deploy\Publish-Module)) { "$(@($help).Count) $($help.Synopsis -eq $synopsis)" }
            (Get-Help Publish-Module -Parameter ReadinessCheck).name
            (Publish-Module -? | Out-String).Contains($synopsis)
            (Get-Help Publish-Module | Out-String) -match '(?m)^ +Publish-Module \[-Name\] <string> \[-Version\]'
        }))
        $told | Should -Be (@('1 True') * 5 + 'ReadinessCheck', 'True', 'True')
    }
    It 'completes its parameters' {
        Invoke-Fresh { Import-Module PowerShellGet; Import-Module "$Package/Deploy.psd1"; (TabExpansion2 'Publish-Module -Readi').CompletionMatches.CompletionText } | Should -Be '-ReadinessCheck'
    }
    It 'leaves theirs within reach by its full name, and their other commands alone' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$theirs'; Import-Module `"`$Package/Deploy.psd1`"; PowerShellGet\Publish-Module; Find-Module")) | Should -Be @('theirs', 'found')
    }
    It 'is theirs again once ours is removed, or our alias' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$theirs'; Import-Module `"`$Package/Deploy.psd1`"; Remove-Module Deploy; Publish-Module; Import-Module `"`$Package/Deploy.psd1`"; Remove-Alias Publish-Module; Publish-Module")) | Should -Be @('theirs', 'theirs')
    }
    It 'is theirs where nothing of theirs is to be hidden' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$theirs'; Import-Module `"`$Package/Deploy.psd1`" -NoClobber; Publish-Module; $($ours.Replace('Publish-Module a', 'Publish-DeployModule a'))")) | Should -Be @('theirs', 'Kubeconfig.NotFound,Deploy.Module.Commands.PublishModuleCommand')
    }
    It 'leaves an alias of the user alone, and says so' {
        $told = Invoke-Fresh { Set-Alias Publish-Module Get-Date -Scope Global; Import-Module "$Package/Deploy.psd1" 3>&1; Remove-Module Deploy; (Get-Alias Publish-Module).Definition }
        $told[0] | Should -BeLike '*Publish-Module is an alias of Get-Date*Publish-DeployModule is this module''s.'
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
    It 'is ours when another module loads ours for the session, <How>' -ForEach @(
        @{ How = 'by a script'; Line = 'Import-Module "$Package/Deploy.psd1" -Global' }
        @{ How = 'when it is called'; Line = 'function Import-It { Import-Module "$Package/Deploy.psd1" -Scope Global }' }
    ) {
        $other = Join-Path $TestDrive "Global-$How.psm1"
        $Line.Replace('$Package', $Package) | Set-Content $other
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$theirs'; Import-Module '$other'; if (Get-Command Import-It -ErrorAction Ignore) { Import-It }; $ours")) | Should -Be 'Kubeconfig.NotFound,Deploy.Module.Commands.PublishModuleCommand'
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
