@{
    RootModule        = 'Deploy.EmptyModule.dll'
    ModuleVersion     = '0.1.0'
    GUID              = '2f2b8a53-6a0e-4f5c-9a0b-7a1c6f5a9d11'
    FormatsToProcess  = @('EmptyModule.Format.ps1xml')
    FunctionsToExport = @()
    CmdletsToExport   = @('Get-EmptyRow')
    VariablesToExport = @()
    AliasesToExport   = @()
}
