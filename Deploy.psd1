@{
    RootModule           = 'module/Deploy.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '6d0ee7b4-3f0b-4c07-9f57-0f7f6f4d4b0b'
    Author               = 'Deploy contributors'
    CompanyName          = 'Deploy'
    Copyright            = '(c) Deploy contributors. MIT license.'
    Description          = 'Publish, scale, replace, roll back and diagnose modules on any Kubernetes: seven replica states with their causes, releases in batches that wait and resume, module bases, packages, and a local cluster to try it all on.'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.6'
    FormatsToProcess     = @('module/Deploy.Format.ps1xml')
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Connect-ModuleCluster', 'Get-ModuleCluster', 'Start-LocalCluster', 'Stop-LocalCluster',
        'Publish-DeployModule', 'Unpublish-Module', 'Get-PublishedModule', 'Resize-Module', 'Switch-Module',
        'Repair-Module', 'Save-ModuleTemplate',
        'Get-ModuleRelease', 'Undo-ModuleRelease', 'Wait-ModuleRelease', 'Suspend-ModuleRelease', 'Resume-ModuleRelease', 'Stop-ModuleRelease',
        'Get-ReplicaStatus', 'Get-ReplicaDiagnostic', 'Get-ReplicaLog', 'Restart-Replica', 'Remove-Replica',
        'Add-ModulePackage', 'Get-ModulePackage', 'Test-ModulePackage', 'Remove-ModulePackage', 'Update-ModulePackageUrl',
        'Get-ModuleBase', 'Get-ModuleHealth', 'Install-ModuleController', 'Uninstall-ModuleController', 'Start-ModuleController',
        'Invoke-ModuleMaintenance', 'Start-ModuleMaintenance', 'Install-ModuleMaintenance', 'Uninstall-ModuleMaintenance', 'Export-ModuleReport', 'Get-ModuleErrorCode'
    )
    VariablesToExport    = @()
    AliasesToExport      = @('Publish-Module')
    PrivateData          = @{
        PSData = @{
            Tags         = @('Kubernetes', 'Deployment', 'Modules', 'Rollout', 'Operations', 'Koupleless', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            ReleaseNotes = 'The first version: modules, releases, replicas, bases, packages, maintenance, and a local cluster to try them on. CHANGELOG.md in the package says everything.'
            RequireLicenseAcceptance = $false
        }
    }
}
