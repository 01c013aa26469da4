# The tour: publish, scale, replace, fail, diagnose and roll back, on a Kubernetes of your own that this machine runs.
#   dotnet pwsh build.ps1 Tour
# shows each command with its output. In a session of your own, after Import-Module Deploy:
#   ./samples/tour.ps1
$ErrorActionPreference = 'Stop'

# A local cluster, in a process of its own; -Connect makes the commands below speak to it and to nothing else.
Start-LocalCluster -Connect

# Three replicas of version 1.0.0, with a Service that callers use; the check says when a replica may be asked.
Publish-Module -Name biz1 -Version 1.0.0 -Image registry.local/ok:1 -Replicas 3 -Port 8080 -ServicePort 80 -ReadinessCheck http:8080/health
Get-ReplicaStatus -Name biz1

Resize-Module biz1 -Replicas 5

# Version 2.0.0 takes its place while callers keep asking: Traffic says how many were answered and how many were not.
Switch-Module biz1 -Version 2.0.0 -Image registry.local/ok:2 -ProbeService biz1
Get-ModuleRelease biz1

# Version 3.0.0 has no such image. The release fails within seconds and says why; 2.0.0 goes on serving.
Switch-Module biz1 -Version 3.0.0 -Image registry.local/missing:3 -ProbeService biz1 -ErrorAction Continue
Get-ReplicaStatus -Name biz1
Get-ReplicaDiagnostic -Module biz1 -State StartingError

Undo-ModuleRelease biz1 -ProbeService biz1
Get-ReplicaStatus -Name biz1
Get-ModuleRelease biz1

Unpublish-Module biz1 -Confirm:$false
Get-PublishedModule

Stop-LocalCluster
