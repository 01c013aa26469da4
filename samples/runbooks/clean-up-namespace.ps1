# Takes every module of a namespace offline and clears what was left over. NAMESPACE says which; nothing else is touched.
# In PowerShell, after Import-Module Deploy:
#   ./samples/runbooks/clean-up-namespace.ps1
$ErrorActionPreference = 'Stop'
$namespace = $env:NAMESPACE

# What there is, and what nobody owns any more.
Get-PublishedModule -Namespace $namespace
Repair-Module -Namespace $namespace -WhatIf

Unpublish-Module * -Namespace $namespace -Confirm:$false
Repair-Module -Namespace $namespace -Confirm:$false

# Nothing is left.
Get-PublishedModule -Namespace $namespace
Get-ReplicaStatus -Namespace $namespace
