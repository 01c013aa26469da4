# Tour 2: package URLs that do not expire, replicas that do not grow old, diagnostics that do not vanish.
#   dotnet pwsh build.ps1 Tour -Name maintenance
# shows each command with its output. In a session of your own, after Import-Module Deploy:
#   ./samples/maintenance.ps1
$ErrorActionPreference = 'Stop'

# A local cluster in a home of its own, so that one of yours goes on as it is. Its bases really download packages,
# from the cluster's own store. One that an earlier, broken run has left goes first.
$env:DEPLOY_HOME = "$HOME/.deploy-maintenance"
Stop-LocalCluster
Start-LocalCluster -Bases 4 -Connect

# A package is checked, uploaded and signed as the module is published; another one takes its place.
Test-ModulePackage "$PSScriptRoot/packages/clock-1.0.0.jar"
Publish-Module clock 1.0.0 -Package "$PSScriptRoot/packages/clock-1.0.0.jar" -Replicas 2
Switch-Module clock 2.0.0 -Package "$PSScriptRoot/packages/clock-2.0.0.jar"
Get-ModulePackage clock -NeededBy

# Its URL shall live for five seconds. No running replica needs it any more, but the next one does: scaling out meets a 403.
Update-ModulePackageUrl clock -UrlLifetime 5s
Get-ReplicaStatus clock
Start-Sleep -Seconds 6
Resize-Module clock 3 -ErrorAction Continue

# The timer signs it afresh in every revision. The same scale-out succeeds; no other replica is replaced, no revision is added.
Invoke-ModuleMaintenance RefreshUrls
Resize-Module clock 3
Get-ReplicaStatus clock
Get-ModuleRelease clock

# Expired once more: a rollback to the first revision gets a fresh URL by itself.
Update-ModulePackageUrl clock -UrlLifetime 5s
Start-Sleep -Seconds 6
Undo-ModuleRelease clock -ToRevision 1
Get-ReplicaStatus clock

# Replicas past their age (here a second) are replaced one by one. Traffic says what a caller saw of it.
Publish-Module shop 1.0.0 registry.local/ok:1 -Replicas 3 -Port 8080 -ServicePort 80 -ReadinessCheck http:8080/health
Get-ReplicaStatus shop
Start-Sleep -Seconds 1
Invoke-ModuleMaintenance RecycleReplicas -MaxAge 1s -Grace 2s -Wait -ProbeService shop
Get-ReplicaStatus shop
Get-ReplicaStatus shop -Archived

# Deleted by kubectl, behind everybody's back: the archiver has put its hold on the replica, so it goes only when its
# diagnostic is written. (The timers hold by themselves.)
Publish-Module nightly 1.0.0 registry.local/ok:1 -Kind Pod
Invoke-ModuleMaintenance ArchiveDiagnostics -Hold
$ErrorActionPreference = 'Continue'
kubectl --kubeconfig "$env:DEPLOY_HOME/local/kubeconfig" delete pod nightly --wait=false
$ErrorActionPreference = 'Stop'
# The same by the API, for machines without kubectl; where there is one, this finds it done.
Remove-Replica nightly -Immediate -Confirm:$false
Invoke-ModuleMaintenance ArchiveDiagnostics -Wait
Get-ReplicaStatus nightly -Archived
Get-ReplicaDiagnostic nightly -Archived

Stop-LocalCluster
