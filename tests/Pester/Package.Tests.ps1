BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'The archive' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        # The sources alone, in another place and without their history, built as anybody would.
        $elsewhere = Join-Path $TestDrive 'elsewhere'
        $sources = & git -C $Root ls-files -co --exclude-standard -- src module Deploy.psd1 build.ps1 LICENSE CHANGELOG.md global.json BannedSymbols.txt .editorconfig '*.props'
        foreach ($source in $sources) {
            $target = Join-Path $elsewhere $source
            $null = [System.IO.Directory]::CreateDirectory((Split-Path $target))
            Copy-Item (Join-Path $Root $source) $target
        }
        $program, $arguments = $PowerShell
        $built = & $program @arguments -File (Join-Path $elsewhere 'build.ps1') Package 2>&1
        $version = (Import-PowerShellDataFile (Join-Path $Package 'Deploy.psd1')).ModuleVersion
        $archive = Join-Path $elsewhere "out/Deploy.$version.nupkg"
        $content = Join-Path $TestDrive 'content'
        if (Test-Path $archive) { [System.IO.Compression.ZipFile]::ExtractToDirectory($archive, $content) }
        $nuspec = ([xml] (Get-Content (Join-Path $content 'Deploy.nuspec') -Raw -ErrorAction Ignore)).package.metadata
    }

    It 'is made by ./build.ps1 Package' { $archive | Should -Exist -Because "$built" }
    It 'holds byte for byte what was built here, at another place' {
        $here = Get-ChildItem $Package -Recurse -File | ForEach-Object { "$([System.IO.Path]::GetRelativePath($Package, $_.FullName)) $((Get-FileHash $_).Hash)" }
        $there = Get-ChildItem (Join-Path $elsewhere 'out/Deploy') -Recurse -File | ForEach-Object { "$([System.IO.Path]::GetRelativePath((Join-Path $elsewhere 'out/Deploy'), $_.FullName)) $((Get-FileHash $_).Hash)" }
        Compare-Object $here $there | ForEach-Object InputObject | Should -BeNullOrEmpty
    }
    It 'is the same byte for byte when it is made again' {
        $again = Join-Path $TestDrive 'again.nupkg'
        & (Join-Path $Root 'module/Package/New-GalleryPackage.ps1') -Folder $Package -Manifest (Import-PowerShellDataFile (Join-Path $Package 'Deploy.psd1')) -Destination $again
        (Get-FileHash $again).Hash | Should -Be (Get-FileHash $archive).Hash
    }
    It 'is taken by a gallery' {
        $feed = Join-Path $TestDrive 'feed'
        $null = New-Item -ItemType Directory $feed
        & dotnet nuget push $archive --source $feed 2>&1 | Out-String | Should -Match 'pushed'
        Get-ChildItem $feed -Recurse -Filter *.nupkg | Should -Not -BeNullOrEmpty
    }
    It 'describes itself as the manifest does' {
        $manifest = Import-PowerShellDataFile (Join-Path $content 'Deploy.psd1')
        $nuspec.id | Should -Be 'Deploy'
        $nuspec.version | Should -Be $manifest.ModuleVersion
        $nuspec.description | Should -Be $manifest.Description
        $nuspec.releaseNotes | Should -Be $manifest.PrivateData.PSData.ReleaseNotes
        $nuspec.tags -split ' ' | Should -Contain 'PSModule'
        foreach ($command in $manifest.CmdletsToExport) { $nuspec.tags -split ' ' | Should -Contain "PSCmdlet_$command" }
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
    It 'come in the file compiled for this system and processor before any other' {
        $folder = Join-Path $TestDrive 'choice'
        $systems = [string[]] ([Deploy.Loader.LibraryFolder]::ThisSystem | ForEach-Object { $_ })
        foreach ($file in "runtimes/$($systems[0])/lib/A.dll", "runtimes/$($systems[1])/lib/A.dll", 'A.dll') { $null = New-Item (Join-Path $folder $file) -Force }
        [Deploy.Loader.LibraryFolder]::new($folder, $systems).Find('A') | Should -Be (Join-Path $folder "runtimes/$($systems[0])/lib/A.dll")
        $systems[0] | Should -Match '^(win|osx|linux)-(x64|arm64|x86|arm)$'
    }
    It 'that are not the module''s are left to PowerShell' { [Deploy.Loader.LibraryFolder]::new($lib, [Deploy.Loader.LibraryFolder]::ThisSystem).Find('System.Management.Automation') | Should -BeNullOrEmpty }
    It 'need no shell: no command line is handed to one' {
        $hits = Get-ChildItem (Join-Path $Root 'src'), (Join-Path $Root 'module') -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]' |
            Select-String -Pattern '"(/bin/|cmd(\.exe)?"|sh"|bash"|powershell)', 'UseShellExecute\s*=\s*true'
        $hits | Should -BeNullOrEmpty
    }
}
