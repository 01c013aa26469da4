BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

# Two builds take their time.
Describe 'A build' -Tag Slow {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        # The sources alone, in other places and without their history, built as anybody would.
        function New-Build([string] $Name, [string] $Task) {
            $elsewhere = Join-Path $TestDrive $Name
            $sources = & git -C $Root ls-files -co --exclude-standard -- src module Deploy.psd1 build.ps1 LICENSE CHANGELOG.md global.json BannedSymbols.txt .editorconfig '*.props'
            foreach ($source in $sources) {
                $target = Join-Path $elsewhere $source
                $null = [System.IO.Directory]::CreateDirectory((Split-Path $target))
                Copy-Item (Join-Path $Root $source) $target
            }
            $program, $arguments = $PowerShell
            $said = & $program @arguments -File (Join-Path $elsewhere 'build.ps1') $Task 2>&1
            if ($LASTEXITCODE) { throw "build.ps1 $Task ended with ${LASTEXITCODE}: $said" }
            $elsewhere
        }
        function Get-Hashes([string] $Folder) { Get-ChildItem $Folder -Recurse -File | ForEach-Object { "$([System.IO.Path]::GetRelativePath($Folder, $_.FullName)) $((Get-FileHash $_).Hash)" } | Sort-Object }
        $first = New-Build first Build
        $second = New-Build second Package
    }

    It 'gives the same bytes at another place' {
        $made = Get-Hashes (Join-Path $first 'out/Deploy')
        $made.Count | Should -BeGreaterThan 30
        Compare-Object $made (Get-Hashes (Join-Path $second 'out/Deploy')) | ForEach-Object InputObject | Should -BeNullOrEmpty
    }
    It 'makes an archive with ./build.ps1 Package' {
        $version = (Import-PowerShellDataFile (Join-Path $second 'Deploy.psd1')).ModuleVersion
        Join-Path $second "out/Deploy.$version.nupkg" | Should -Exist
    }
    It 'can be imported from the source tree, with its help' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$first/Deploy.psd1'; (Get-ModuleErrorCode Image.NotFound).Code; (Get-Help Resize-Module).Synopsis; (Get-Help about_Deploy | Out-String).Length -gt 1000")) |
            Should -Be @('Image.NotFound', (Get-Help Resize-Module).Synopsis, 'True')
    }
    It 'can be started a local cluster from, imported from the source tree' {
        Invoke-Fresh ([scriptblock]::Create("`$env:DEPLOY_HOME = '$TestDrive/home'; Import-Module '$first/Deploy.psd1'; (Start-LocalCluster).Name; Stop-LocalCluster")) | Should -Be 'local'
    }
}

Describe 'The archive' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $manifest = Import-PowerShellDataFile (Join-Path $Package 'Deploy.psd1')
        $version = $manifest.ModuleVersion
        $archive = Join-Path $TestDrive "Deploy.$version.nupkg"
        & (Join-Path $Root 'module/Package/New-GalleryPackage.ps1') -Folder $Package -Manifest $manifest -Destination $archive
        $content = Join-Path $TestDrive 'content'
        [System.IO.Compression.ZipFile]::ExtractToDirectory($archive, $content)
        $nuspec = ([xml] (Get-Content (Join-Path $content 'Deploy.nuspec') -Raw)).package.metadata
    }

    It 'holds the module whole' {
        foreach ($file in Get-ChildItem $Package -Recurse -File) {
            $copy = Join-Path $content ([System.IO.Path]::GetRelativePath($Package, $file.FullName))
            (Get-FileHash $copy).Hash | Should -Be (Get-FileHash $file).Hash -Because $copy
        }
    }
    It 'is the same byte for byte when it is made again' {
        $again = Join-Path $TestDrive 'again.nupkg'
        & (Join-Path $Root 'module/Package/New-GalleryPackage.ps1') -Folder $Package -Manifest $manifest -Destination $again
        (Get-FileHash $again).Hash | Should -Be (Get-FileHash $archive).Hash
    }
    It 'is taken by a gallery' {
        $feed = Join-Path $TestDrive 'feed'
        $null = New-Item -ItemType Directory $feed
        & dotnet nuget push $archive --source $feed 2>&1 | Out-String | Should -Match 'pushed'
        Get-ChildItem $feed -Recurse -Filter *.nupkg | Should -Not -BeNullOrEmpty
    }
    It 'describes itself as the manifest does' {
        $nuspec.id | Should -Be 'Deploy'
        $nuspec.version | Should -Be $manifest.ModuleVersion
        $nuspec.description | Should -Be $manifest.Description
        $nuspec.releaseNotes | Should -Be $manifest.PrivateData.PSData.ReleaseNotes
        $nuspec.tags -split ' ' | Should -Contain 'PSModule'
        foreach ($command in $manifest.CmdletsToExport) { $nuspec.tags -split ' ' | Should -Contain "PSCmdlet_$command" }
        foreach ($command in $manifest.CmdletsToExport + $manifest.AliasesToExport) { $nuspec.tags -split ' ' | Should -Contain "PSCommand_$command" }
    }
    It 'carries the license and the icon that it names' {
        $nuspec.license.InnerText | Should -Be 'LICENSE'
        Get-Content (Join-Path $content 'LICENSE') -Raw | Should -Match 'MIT License'
        $icon = [System.IO.File]::ReadAllBytes((Join-Path $content $nuspec.icon))
        [System.Text.Encoding]::ASCII.GetString($icon, 1, 3) | Should -Be 'PNG'
        ([uint32] $icon[18] * 256 + $icon[19]), ([uint32] $icon[22] * 256 + $icon[23]) | Should -Be @(128, 128)
    }
    It 'gives each part a content type' {
        $types = ([xml] (Get-Content -LiteralPath (Join-Path $content '[Content_Types].xml') -Raw)).Types
        foreach ($file in Get-ChildItem $content -Recurse -File | Where-Object Name -NE '[Content_Types].xml') {
            $name = '/' + [System.IO.Path]::GetRelativePath($content, $file.FullName).Replace('\', '/')
            ($file.Extension.TrimStart('.') -and $file.Extension.TrimStart('.') -in $types.Default.Extension) -or $name -in $types.Override.PartName | Should -BeTrue -Because $name
        }
    }
    It 'carries no reference assembly, no symbols and no source' {
        Get-ChildItem $content -Recurse -Include '*.pdb', '*.cs', '*.csproj', '*.deps.json', 'System.Management.Automation.dll', 'PowerShellStandard*' | Should -BeNullOrEmpty
        foreach ($file in Get-ChildItem $content -Recurse -Filter *.dll) {
            [System.Reflection.Metadata.MetadataReader] $metadata = $null
            $pe = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.File]::OpenRead($file.FullName))
            try {
                $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($pe)
                $marks = foreach ($handle in $metadata.GetAssemblyDefinition().GetCustomAttributes()) {
                    $constructor = $metadata.GetCustomAttribute($handle).Constructor
                    if ($constructor.Kind -eq 'MemberReference') {
                        $parent = $metadata.GetMemberReference([System.Reflection.Metadata.MemberReferenceHandle] $constructor).Parent
                        if ($parent.Kind -eq 'TypeReference') { $metadata.GetString($metadata.GetTypeReference([System.Reflection.Metadata.TypeReferenceHandle] $parent).Name) }
                    }
                }
                $marks | Should -Not -Contain 'ReferenceAssemblyAttribute' -Because $file.Name
            }
            finally { $pe.Dispose() }
        }
    }
    It 'imports from where it is unpacked' {
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$content/Deploy.psd1'; (Get-ModuleErrorCode Image.NotFound).Code; (Get-Help Resize-Module).Synopsis")) |
            Should -Be @('Image.NotFound', (Get-Help Resize-Module).Synopsis)
    }
    It 'is found by its commands where PowerShell looks for modules' {
        $modules = Join-Path $TestDrive 'modules'
        Copy-Item $content (Join-Path $modules "Deploy/$version") -Recurse
        Invoke-Fresh ([scriptblock]::Create("`$env:PSModulePath = '$modules' + [System.IO.Path]::PathSeparator + `$env:PSModulePath; (Get-ModuleErrorCode Image.NotFound).Code; (Get-Command Publish-Module).Definition")) | Should -Be @('Image.NotFound', 'Publish-DeployModule')
    }
}

Describe 'The libraries' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $lib = Join-Path $Package 'module/lib'
    }
    It 'come in the file made for <System>' -ForEach @(
        @{ System = 'win'; Expected = '*runtimes*win*System.Security.Cryptography.ProtectedData.dll' }
        @{ System = 'unix'; Expected = '*lib[\/]System.Security.Cryptography.ProtectedData.dll' }
    ) { [Deploy.Loader.LibraryFolder]::new($lib, [string[]] @($System)).Find('System.Security.Cryptography.ProtectedData') | Should -BeLike $Expected }
    It 'come in the one file that serves all systems where there is one' { [Deploy.Loader.LibraryFolder]::new($lib, [string[]] @('win')).Find('YamlDotNet') | Should -Be (Join-Path $lib 'YamlDotNet.dll') }
    It 'come in the file made for this system before any other' {
        $folder = Join-Path $TestDrive 'choice'
        $systems = [string[]] ([Deploy.Loader.LibraryFolder]::ThisSystem | ForEach-Object { $_ })
        foreach ($file in @($systems.ForEach({ "runtimes/$_/lib/net10.0/A.dll" })) + 'A.dll') { $null = New-Item (Join-Path $folder $file) -Force }
        [Deploy.Loader.LibraryFolder]::new($folder, $systems).Find('A') | Should -Be (Join-Path $folder "runtimes/$($systems[0])/lib/net10.0/A.dll")
        $systems[0] | Should -BeIn 'win', 'osx', 'linux'
    }
    It 'that are not the module''s are left to PowerShell' { [Deploy.Loader.LibraryFolder]::new($lib, [Deploy.Loader.LibraryFolder]::ThisSystem).Find('System.Management.Automation') | Should -BeNullOrEmpty }
    It 'need no shell: no command line is handed to one' {
        $hits = Get-ChildItem (Join-Path $Root 'src'), (Join-Path $Root 'module') -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]' |
            Select-String -Pattern '"(/bin/|cmd(\.exe)?"|sh"|bash"|powershell)', 'UseShellExecute\s*=\s*true'
        $hits | Should -BeNullOrEmpty
    }
}
