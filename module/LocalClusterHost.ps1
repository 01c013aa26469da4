# The process that Start-LocalCluster begins from a PowerShell session: it hosts the local cluster until it is stopped.
$ErrorActionPreference = 'Stop'
Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Deploy.psd1'))
exit [Deploy.Module.Hosting.LocalClusterProgram]::RunAsync($args).GetAwaiter().GetResult()
