BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'A path of a file' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG = $null
        $null = Start-LocalCluster
        $folder = New-Item (Join-Path $TestDrive 'files [1]') -ItemType Directory
        $null = New-PSDrive -Name Deploys -PSProvider FileSystem -Root $folder.FullName -Scope Global
        New-Jar (Join-Path $folder 'biz1.jar') biz1 1.0.0
        Copy-Item -LiteralPath (Join-Path $env:DEPLOY_HOME 'local/kubeconfig') -Destination (Join-Path $folder 'config')
        @'
apiVersion: apps/v1
kind: Deployment
metadata: {name: fromfile, labels: {module.koupleless.io/name: fromfile}}
spec:
  replicas: 1
  selector: {matchLabels: {module.koupleless.io/name: fromfile}}
  template:
    metadata: {labels: {module.koupleless.io/name: fromfile}}
    spec: {containers: [{name: fromfile, image: "registry.local/ok:1", env: [{name: BIZ_VERSION, value: 1.0.0}]}]}
'@ | Set-Content -LiteralPath (Join-Path $folder 'app.yaml')
        $temporary = "deploy-$([guid]::NewGuid().ToString('N'))"
        Copy-Item -LiteralPath $folder.FullName -Destination (Join-Path ([System.IO.Path]::GetTempPath()) $temporary) -Recurse

        # Every way to name a file of the folder.
        $ways = @{
            'a drive of the user''s' = { "Deploys:/$args" }
            'a drive of PowerShell''s' = { "Temp:/$temporary/$args" }
            'a provider' = { "FileSystem::$($folder.FullName)/$args" }
            'a provider with its module' = { "Microsoft.PowerShell.Core\FileSystem::$($folder.FullName)/$args" }
            'where the user is' = { "./$args" }
            'the home folder' = { [System.IO.Path]::Combine('~', [System.IO.Path]::GetRelativePath((Get-PSProvider FileSystem).Home, (Join-Path $folder.FullName "$args"))) }
        }
    }
    AfterAll {
        Remove-Item -LiteralPath (Join-Path ([System.IO.Path]::GetTempPath()) $temporary) -Recurse -Force
        Remove-PSDrive Deploys -Scope Global
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG = $before
    }

    Context 'by <_>' -ForEach 'a drive of the user''s', 'a drive of PowerShell''s', 'a provider', 'a provider with its module', 'where the user is', 'the home folder' {
        BeforeAll {
            $way = $ways[$_]
            Push-Location -LiteralPath $folder.FullName
        }
        AfterAll { Pop-Location }

        It 'leads to a package to test' { (Test-ModulePackage (& $way biz1.jar)).IsValid | Should -BeTrue }
        It 'leads to a package to store' { (Add-ModulePackage (& $way biz1.jar)).Version | Should -Be '1.0.0' }
        It 'leads to a package to publish' {
            $null = Publish-Module biz1 1.0.0 -Package (& $way biz1.jar) -WhatIf -ErrorVariable failed
            $failed | Should -BeNullOrEmpty
        }
        It 'leads to a manifest' { (Publish-Module -Path (& $way app.yaml)).Module | Should -Be 'fromfile' }
        It 'leads to a kubeconfig' {
            (Get-PublishedModule fromfile -Kubeconfig (& $way config)).Version | Should -Be '1.0.0'
            (Get-ModuleCluster -Kubeconfig (& $way config)).Name | Should -Be 'local'
        }
        It 'leads to a kubeconfig in completion' { Wait-Until { (TabExpansion2 "Get-PublishedModule -Kubeconfig '$(& $way config)' -Name fr").CompletionMatches.CompletionText -contains 'fromfile' } }
        It 'leads to where a report is written' {
            Export-ModuleReport (& $way report.html)
            Test-Path -LiteralPath (& $way report.html) | Should -BeTrue
            Remove-Item -LiteralPath (& $way report.html)
        }
    }

    Context 'that is none' {
        It 'is refused with its code and what to do: <Command>' -ForEach @(
            @{ Command = 'Test-ModulePackage Env:/biz1.jar' }
            @{ Command = 'Add-ModulePackage Variable:/biz1.jar' }
            @{ Command = 'Publish-Module biz1 1.0.0 -Package Env:/biz1.jar' }
            @{ Command = 'Publish-Module -Path Function:/app.yaml' }
            @{ Command = 'Get-PublishedModule -Kubeconfig Env:/config' }
            @{ Command = 'Get-ModuleCluster -Kubeconfig Env:/config' }
            @{ Command = 'Export-ModuleReport Env:/report.html' }
            @{ Command = 'Test-ModulePackage NoSuchDrive:/biz1.jar' }
            @{ Command = 'Get-PublishedModule -Kubeconfig https://example.org/config' }
        ) {
            $failure = $null
            try { $null = Invoke-Expression "$Command -ErrorAction Stop" } catch { $failure = $_ }
            $failure.FullyQualifiedErrorId | Should -BeLike 'Deploy.InvalidParameter,*'
            "$failure" | Should -Match "'\S+' is (a path of the provider \w+, which holds no files|no path in this session)"
            $failure.ErrorDetails.RecommendedAction | Should -Match 'path of a file'
        }
        It 'leaves the others of a list alone' {
            Push-Location -LiteralPath $folder.FullName
            try { $found = Test-ModulePackage Env:/x, ./biz1.jar, ./none.jar -ErrorVariable failed -ErrorAction SilentlyContinue } finally { Pop-Location }
            $found.IsValid | Should -BeTrue
            $failed.FullyQualifiedErrorId | Should -Be @('Deploy.InvalidParameter,Deploy.Module.Commands.TestModulePackageCommand', 'Package.Unreadable,Deploy.Module.Commands.TestModulePackageCommand')
        }
        It 'offers nothing where it is to lead to a cluster' { (TabExpansion2 'Get-PublishedModule -Kubeconfig Env:/none -Name ').CompletionMatches | Should -BeNullOrEmpty }
    }
}
