BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'Errors' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $config = Join-Path $TestDrive 'gone'
        "apiVersion: v1`nkind: Config`ncurrent-context: gone`nclusters: [{name: gone, cluster: {server: 'http://127.0.0.1:1/s3cr3t'}}]`ncontexts: [{name: gone, context: {cluster: gone, user: me}}]`nusers: [{name: me, user: {token: t0ps3cr3t}}]" | Set-Content $config
    }

    It 'have a stable id, a category, a target and a recommendation' {
        Get-ModuleErrorCode No.Such -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'Deploy.InvalidParameter,Deploy.Module.Commands.GetModuleErrorCodeCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failed[0].TargetObject | Should -Be 'No.Such'
        $failed[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
    It 'of one item do not end the pipeline' {
        $found = Get-ModuleErrorCode No.Such, Image.NotFound -ErrorVariable failed -ErrorAction SilentlyContinue
        $found.Code | Should -Be 'Image.NotFound'
        $failed.Count | Should -Be 1
    }
    It 'end it with -ErrorAction Stop' {
        { Get-ModuleErrorCode No.Such, Image.NotFound -ErrorAction Stop } | Should -Throw -ErrorId 'Deploy.InvalidParameter*'
    }
    It 'of a missing kubeconfig are of the category ObjectNotFound for <_>' -ForEach 'Get-ReplicaStatus', 'Get-PublishedModule', 'Connect-ModuleCluster' {
        { & $_ -Kubeconfig (Join-Path $TestDrive 'none') -ErrorAction Stop } | Should -Throw -ErrorId 'Kubeconfig.NotFound*'
    }
    It 'of a server that is gone say so for <_>, without its secret path or token' -ForEach @(
        'Get-ReplicaStatus', 'Get-PublishedModule', 'Get-ModuleRelease x', 'Wait-ModuleRelease x', 'Resize-Module x 1', 'Switch-Module x 2 y', 'Undo-ModuleRelease x', 'Publish-Module x 1 y', 'Get-ReplicaLog x', 'Get-ReplicaDiagnostic x'
    ) {
        $name = ($_ -split ' ')[0]
        $rest = @($_ -split ' ' | Select-Object -Skip 1)
        $failure = $null
        try { & $name @rest -Kubeconfig $config -ErrorAction Stop } catch { $failure = $_ }
        $failure | Should -Not -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike 'KubeAPIServer.*'
        $failure.CategoryInfo.Category | Should -Not -Be 'NotSpecified'
        ($failure | Format-List * -Force | Out-String) | Should -Not -Match 's3cr3t'
    }
    It 'of validation come before anything is asked' {
        { Resize-Module x -Replicas -1 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Publish-Module x 1 y -ServicePort 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Get-ReplicaStatus -State Sleeping } | Should -Throw -ErrorId 'CannotConvertArgument*'
        { Wait-ModuleRelease x -Timeout soon } | Should -Throw -ErrorId 'ParameterArgumentTransformationError*'
    }
}

Describe 'The pipeline' {
    BeforeAll { . "$PSScriptRoot/Setup.ps1" }

    It 'stops early for Select-Object -First' { (Get-ModuleErrorCode | Select-Object -First 3).Count | Should -Be 3 }
    It 'takes names from it' { ('Image.NotFound', 'Image.NeverPull' | Get-ModuleErrorCode).Code | Should -Be @('Image.NotFound', 'Image.NeverPull') }
    It 'takes property names from it' { ([pscustomobject]@{ Code = 'Image.NotFound' } | Get-ModuleErrorCode).Code | Should -Be 'Image.NotFound' }
    It 'passes what a later command throws' { { Get-ModuleErrorCode | ForEach-Object { throw 'enough' } } | Should -Throw 'enough' }
    It 'says nothing verbose unless asked' { (Get-ModuleErrorCode Image.NotFound 4>&1).Count | Should -Be 1 }
    It 'writes objects with types' { (Get-ModuleErrorCode Image.NotFound).GetType().FullName | Should -Be 'Deploy.Results.ErrorCode' }
}
