BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $types = @((Get-Command -Module Deploy -CommandType Cmdlet).OutputType.Type | Where-Object { $_ -and $_ -ne [string] } | Sort-Object FullName -Unique)
    $views = $types | ForEach-Object { @{ Type = $_; Name = $_.Name } }
    $tables = $views | Where-Object { (Get-FormatData -TypeName $_.Type.FullName).FormatViewDefinition[0].Control -is [System.Management.Automation.TableControl] }
    $tmux = Get-Command tmux -CommandType Application -ErrorAction Ignore
    if (-not $tmux) { Write-Host 'Skipped: tables on a terminal, since tmux, which makes one, is not installed.' }
}

BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $before = $env:DEPLOY_HOME, $env:KUBECONFIG
    $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
    $env:KUBECONFIG = $null
    $cluster = Start-LocalCluster -Connect
    # PowerShell breaks lines between words in these languages, elsewhere anywhere.
    $culture, [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentCulture, 'en-US'

    # Texts as long as they get. Elsewhere a text is the name of its property.
    $module = 'payments-reconciliation-batch-worker-svc'
    $sentence = 'Image registry.example.com/payments/reconciliation:2.4.1 of container "payments" cannot be pulled: rpc error: code = NotFound desc = failed to resolve reference: registry.example.com: manifest not found'
    $long = @{
        Name = "$module-7d4b9c5f6d-abcde"; Module = $module; Target = "Pod payments/$module-7d4b9c5f6d-abcde"; Version = '2.4.1-SNAPSHOT'; Code = 'ModuleController.OverFiftyPercentBaseInstancesUnavaliable'
        Base = 'vnode.3c8f0a52-9b1d-4f6e-8a77-d2e4c19b5f10.default'; File = "$module-2.4.1-SNAPSHOT-ark-biz.jar"; Cluster = 'arn:aws:eks:eu-west-1:123456789012:cluster/production'
        Ip = '100.100.100.100'; Ready = '10/12'; State = 'NotReady (KubeletNotReady)'; Action = 'take out of traffic and delete'; Status = 'False'; Namespace = 'payments'
        Path = "~/reports/$module/module-report-2026-11-30.html"; Task = 'ArchiveDiagnostics'; Controller = 'module-controller-5d8c7b9f4-x7k2p'
        Message = $sentence; Meaning = $sentence; Suggestion = $sentence; Explanation = $sentence; Note = $sentence; DecidedBy = $sentence; Remedy = $sentence; Cause = 'replace 2.4.0 by 2.4.1-SNAPSHOT'
        NeededBy = "ReplicaSet payments/$module-7d4b9c5f6d"; Environment = 'production'
    }

    # A cluster that has a long name, and no answer.
    $far = Join-Path $TestDrive 'far'
    "apiVersion: v1`nkind: Config`ncurrent-context: '$($long.Cluster)'`nclusters: [{name: x, cluster: {server: 'http://127.0.0.1:1'}}]`ncontexts: [{name: '$($long.Cluster)', context: {cluster: x, user: x, namespace: payments}}]`nusers: [{name: x, user: {}}]" | Set-Content $far

    # A value of a type: of a view through the records that it is made of, with something in each of their properties.
    function New-Sample([type] $Type, [string] $Name) {
        if ($Type.FullName -eq 'Deploy.Results.LocalClusterInfo') { return $cluster }
        if ($Type.FullName -eq 'Deploy.Results.ModuleCluster') { return Get-ModuleCluster -Current -Kubeconfig $far }
        $plain = [Nullable]::GetUnderlyingType($Type) ?? $Type
        if ($plain -eq [string]) { return $long[$Name] ?? $Name }
        if ($plain -in [int], [long]) { return 12345 -as $plain }
        if ($plain -eq [bool]) { return $true }
        if ($plain -eq [timespan]) { return [timespan]::new(1, 2, 3, 4, 250) }
        if ($plain -eq [datetimeoffset]) { return [datetimeoffset]::new(2026, 12, 1, 0, 30, 5, 700, [timespan]::FromHours(2)) }
        if ($plain -eq [uri]) { return [uri] 'https://store.example.com/packages/orders.jar' }
        if ($plain.IsEnum) { return [enum]::Parse($plain, ([enum]::GetNames($plain) | Sort-Object Length -Descending -Stable)[0]) }
        if ($plain.Name -eq 'JsonObject') { return , [System.Text.Json.Nodes.JsonNode]::Parse("{ ""metadata"": { ""name"": ""$module"" } }") }
        if ($plain.IsSubclassOf([delegate])) { return $null }
        if ($plain.IsGenericType -and $plain.GetGenericTypeDefinition().Name -eq 'IReadOnlyDictionary`2') { $table = [System.Collections.Generic.Dictionary[string, string]]::new(); $table['app'] = 'shop'; $table['tier'] = 'web'; return , $table }
        if ($plain.IsGenericType -and $plain.GetGenericTypeDefinition().Name -in 'IReadOnlyList`1', 'IEnumerable`1') {
            $item = $plain.GetGenericArguments()[0]
            $items = [array]::CreateInstance($item, 2)
            0, 1 | ForEach-Object { $items.SetValue((New-Sample $item $Name), $_) }
            return , $items
        }
        $constructor = @($plain.GetConstructors('Public, NonPublic, Instance') | Where-Object { $_.IsPublic -or $_.IsAssembly } | Sort-Object { $_.GetParameters().Count })[0]
        $made = $constructor.Invoke([object[]] @($constructor.GetParameters() | ForEach-Object { , (New-Sample $_.ParameterType ($_.Name.Substring(0, 1).ToUpperInvariant() + $_.Name.Substring(1))) }))
        foreach ($property in $plain.GetProperties('Public, Instance') | Where-Object { $_.SetMethod.IsPublic }) { $property.SetValue($made, (New-Sample $property.PropertyType $property.Name)) }
        $made
    }

    # What the rows of a type's first view say in its last column.
    function Get-LastCell($Item) {
        $control = (Get-FormatData -TypeName $Item.GetType().FullName).FormatViewDefinition[0].Control
        $entry = $control.Rows[0].Columns[-1].DisplayEntry
        if ($entry.ValueType -eq 'Property') { "$($Item.$($entry.Value))" } else { "$($Item | ForEach-Object ([scriptblock]::Create($entry.Value)))" }
    }
    function Get-Letters([string] $text) { $text -replace '\s' }
    function Get-Table($Items, [int] $Width) { @(($Items | Out-String -Width $Width) -replace '\e\[[\d;]*m' -split '\r?\n' | Where-Object { $_ }) }

    # Names of properties that say when.
    $moments = '(At|On|Since|When|Renewed|^Time)$'
    $iso = '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$'
}
AfterAll {
    [cultureinfo]::CurrentCulture = $culture
    Stop-LocalCluster
    $env:DEPLOY_HOME, $env:KUBECONFIG = $before
}

Describe 'A <Name>' -ForEach $views {
    BeforeAll { $sample = New-Sample $Type }

    It 'has text for states and ages, and ISO 8601 for moments, in JSON at every depth' {
        $words = 'State', 'Status', 'Kind', 'Outcome', 'Category', 'Age', 'Duration', 'Slowest'
        $left = [System.Collections.Generic.Queue[object]]::new()
        $left.Enqueue([System.Text.Json.Nodes.JsonNode]::Parse(($sample | ConvertTo-Json -Depth 10)))
        $seen = 0
        while ($left.Count) {
            $node = $left.Dequeue()
            if ($node -is [System.Text.Json.Nodes.JsonArray]) { for ($i = 0; $i -lt $node.Count; $i++) { if ($node[$i] -isnot [System.Text.Json.Nodes.JsonValue]) { $left.Enqueue($node[$i]) } }; continue }
            foreach ($entry in [System.Linq.Enumerable]::ToArray($node)) {
                $seen++
                if ($null -eq $entry.Value) { continue }
                $kind = $entry.Value.GetValueKind()
                if ($entry.Key -in $words) { $kind | Should -Be 'String' -Because $entry.Key }
                if ($entry.Key -cmatch $moments) { $entry.Value.GetValue[string]() | Should -Match $iso -Because $entry.Key }
                if ($kind -in 'Object', 'Array') { $left.Enqueue($entry.Value) }
            }
        }
        $seen | Should -BeGreaterThan 2
    }
    It 'has nothing but readable cells in CSV' {
        $row = $sample | ConvertTo-Csv | ConvertFrom-Csv
        foreach ($cell in $row.PSObject.Properties) {
            $cell.Value | Should -Not -Match 'System\.|Deploy\.(Results|Operations)|`\d' -Because $cell.Name
            if ($cell.Name -cmatch $moments) { $cell.Value | Should -Match $iso -Because $cell.Name }
        }
    }
    It 'is shown the same when it comes <How>' -ForEach @(@{ How = 'from Clixml'; Depth = 2 }, @{ How = 'through a job'; Depth = 1 }) {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($sample, $Depth))
        $copy.PSTypeNames[0] | Should -Be "Deserialized.$($Type.FullName)"
        Get-Table $copy 100 | Should -Be (Get-Table $sample 100)
    }
    It 'is described in docs/results.md' {
        $told = (Get-Content (Join-Path $Root 'docs/results.md')) -match "^\| $Name \|"
        if ($Name -in 'ReplicaDiagnostic', 'ReplicaChange') { $told = "$told $((Get-Content (Join-Path $Root 'docs/results.md')) -match '^\| ReplicaStatus \|')" }
        foreach ($property in $Type.GetProperties('Public, Instance').Name) { $told | Should -Match "\b$property\b" }
    }
    It 'says in its text what it is' { "$sample" | Should -Not -Match 'Deploy\.|System\.|[{}]' }
}

Describe 'The table of <Name>' -ForEach $tables {
    It 'loses no column, no heading and no word at <_> columns' -ForEach 80, 100, 120, 200 {
        $sample = New-Sample $Type
        $labels = (Get-FormatData -TypeName $Type.FullName).FormatViewDefinition[0].Control.Headers.Label
        $lines = Get-Table ($sample, $sample) $_
        $lines[0] | Should -Match "^$($labels -join ' +')$"
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
        $lines | Should -Not -Match '…'
        $column = $lines[0].LastIndexOf($labels[-1])
        $rows = $lines | Select-Object -Skip 2 | ForEach-Object { if ($_.Length -gt $column) { $_.Substring($column) } }
        Get-Letters "$rows" | Should -Be (Get-Letters "$((Get-LastCell $sample) * 2)")
    }
}

Describe 'The table of replicas' {
    BeforeAll {
        $operations = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext([Deploy.Results.Result].Assembly).LoadFromAssemblyName('Deploy.Operations')
        function New-Replica([hashtable] $Values) {
            $record = @{ Name = 'biz1-7d4b9c5f6d-abcde'; Module = 'biz1'; Version = '1.0.0'; State = 'Responsive'; Namespace = 'default'; Age = [timespan]::FromSeconds(305); Ready = '1/1'; Base = 'node-1' }
            foreach ($key in $Values.Keys) { $record[$key] = $Values[$key] }
            [Deploy.Results.Result]::Of(($record -as $operations.GetType('Deploy.Operations.Replicas.ReplicaStatus')))
        }
        $cause = $operations.GetType('Deploy.Operations.Replicas.Cause')::new('Image', 'Image.NotFound', $sentence, 'Push it.')
        $healthy = (New-Replica @{}), (New-Replica @{ Name = 'biz1-7d4b9c5f6d-fghij'; Restarts = 3 })
        $ill = New-Replica @{ Name = 'biz1-7d4b9c5f6d-klmno'; State = 'StartingError'; Ready = '0/1'; Cause = $cause }
        $named = New-Replica @{ Name = "$module-7d4b9c5f6d-abcde"; Module = $module }
    }

    It 'has one line for each that is well' {
        (Get-Table $healthy 80) -join "`n" | Should -BeExactly @'
State      Ready Age  Version Name
-----      ----- ---  ------- ----
Responsive 1/1   5m5s 1.0.0   biz1-7d4b9c5f6d-abcde
Responsive 1/1   5m5s 1.0.0   biz1-7d4b9c5f6d-fghij (3 restarts)
'@
    }
    It 'says why one is not, at 80 columns' {
        (Get-Table ($healthy[0], $ill, $named) 80) -join "`n" | Should -BeExactly @'
State         Ready Age  Version Name
-----         ----- ---  ------- ----
Responsive    1/1   5m5s 1.0.0   biz1-7d4b9c5f6d-abcde
StartingError 0/1   5m5s 1.0.0   biz1-7d4b9c5f6d-klmno
                                 Image.NotFound: Image registry.example.com/paym
                                 ents/reconciliation:2.4.1 of container
                                 "payments" cannot be pulled: rpc error: code =
                                 NotFound desc = failed to resolve reference:
                                 registry.example.com: manifest not found
Responsive    1/1   5m5s 1.0.0   payments-reconciliation-batch-worker-svc-7d4b9c
                                 5f6d-abcde
'@
    }
    It 'at 120 in fewer lines' {
        (Get-Table ($healthy[0], $ill, $named) 120) -join "`n" | Should -BeExactly @'
State         Ready Age  Version Name
-----         ----- ---  ------- ----
Responsive    1/1   5m5s 1.0.0   biz1-7d4b9c5f6d-abcde
StartingError 0/1   5m5s 1.0.0   biz1-7d4b9c5f6d-klmno
                                 Image.NotFound: Image registry.example.com/payments/reconciliation:2.4.1 of container
                                 "payments" cannot be pulled: rpc error: code = NotFound desc = failed to resolve
                                 reference: registry.example.com: manifest not found
Responsive    1/1   5m5s 1.0.0   payments-reconciliation-batch-worker-svc-7d4b9c5f6d-abcde
'@
    }
    It 'at 60 in more' {
        (Get-Table $ill 60) -join "`n" | Should -BeExactly @'
State         Ready Age  Version Name
-----         ----- ---  ------- ----
StartingError 0/1   5m5s 1.0.0   biz1-7d4b9c5f6d-klmno
                                 Image.NotFound: Image regis
                                 try.example.com/payments/re
                                 conciliation:2.4.1 of
                                 container "payments"
                                 cannot be pulled: rpc
                                 error: code = NotFound
                                 desc = failed to resolve
                                 reference:
                                 registry.example.com:
                                 manifest not found
'@
    }
    It 'says it in a language without spaces too' {
        $english, [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentCulture, 'zh-CN'
        try { Get-Letters ((Get-Table $ill 80 | Select-Object -Skip 2) -join '') | Should -BeLike "*$(Get-Letters $sentence)" }
        finally { [cultureinfo]::CurrentCulture = $english }
    }
    It 'has more columns on request: <_>' -ForEach 'Namespace', 'Base', 'IP', 'Image', 'Restarts' {
        ($ill | Format-Table -View wide | Out-String -Width 300) | Should -Match "\b$_\b"
        ($ill | Format-List | Out-String) | Should -Match "(?m)^$_ +:"
    }
}

Describe 'What commands write' {
    BeforeAll {
        $null = Publish-Module biz1 1.0.0 registry.local/ok:1 -Replicas 2
        $null = Publish-Module broken 1.0.0 registry.local/missing:1 -NoWait
        Wait-Until { (Get-ReplicaStatus broken).State -eq 'StartingError' }
    }

    It 'comes through Start-Job as it is' {
        $seen = Start-Job { Import-Module "$using:Package/Deploy.psd1"; Get-ReplicaStatus } | Receive-Job -Wait -AutoRemoveJob
        # An age goes on meanwhile.
        $shown = (Get-Table $seen 200) -replace '\b\d+(s|m\d*s?)\b', 'AGE' -replace ' +', ' '
        $shown | Should -Be ((Get-Table (Get-ReplicaStatus) 200) -replace '\b\d+(s|m\d*s?)\b', 'AGE' -replace ' +', ' ')
        $shown -join "`n" | Should -Match 'StartingError 0/1 AGE 1\.0\.0 broken-\S+\n Image\.NotFound: '
    }
    It 'can be compared, sorted and grouped' {
        Get-ReplicaStatus | Where-Object AgeSeconds -GT 3600 | Should -BeNullOrEmpty
        (Get-ReplicaStatus biz1 | Sort-Object AgeSeconds -Descending).Count | Should -Be 2
        (Get-ReplicaStatus | Group-Object State).Name | Should -Be @('Responsive', 'StartingError')
        [datetimeoffset] (Get-PublishedModule biz1).CreatedAt | Should -BeGreaterThan ([datetimeoffset]::UtcNow.AddHours(-1))
        (Get-ModuleRelease biz1).DurationSeconds | Should -BeOfType [double]
    }
    It 'goes on to other commands: <Line>' -ForEach @(
        @{ Line = 'Get-PublishedModule biz1 | Get-ReplicaStatus | Get-ReplicaDiagnostic'; Count = 2 }
        @{ Line = 'Get-ReplicaDiagnostic -Module biz1 | Select-Object -First 1 | Get-ReplicaDiagnostic'; Count = 1 }
        @{ Line = 'Get-ReplicaStatus biz1 | Get-ReplicaLog -Tail 1'; Count = 2 }
        @{ Line = 'Get-ReplicaStatus broken | Get-ModuleErrorCode -Code { $_.Cause.Code }'; Count = 1 }
        @{ Line = 'Get-PublishedModule biz1 | Resize-Module -Replicas 3'; Count = 1 }
        @{ Line = 'Get-PublishedModule biz1 | Get-ModuleRelease | Wait-ModuleRelease'; Count = 1 }
        @{ Line = 'Get-PublishedModule biz1 | Switch-Module -Version 2.0.0 -Image registry.local/ok:2'; Count = 1 }
        @{ Line = 'Get-ModuleRelease biz1 | Select-Object -First 1 | Undo-ModuleRelease'; Count = 1 }
        @{ Line = 'Get-ReplicaStatus broken | Remove-Replica -Immediate -Confirm:$false'; Count = 1 }
        @{ Line = 'Get-ReplicaStatus biz1 -State Responsive | Select-Object -First 1 | Export-Clixml TestDrive:/replica.xml; Import-Clixml TestDrive:/replica.xml | Get-ReplicaDiagnostic'; Count = 1 }
        @{ Line = 'Get-PublishedModule broken | Unpublish-Module -Confirm:$false'; Count = 1 }
    ) {
        @(& ([scriptblock]::Create($Line))).Count | Should -Be $Count
    }
}

Describe 'On a terminal' -Skip:(-not $tmux) {
    BeforeAll {
        $null = Publish-Module broken 1.0.0 registry.local/missing:1 -NoWait
        Wait-Until { (Get-ReplicaStatus broken).State -eq 'StartingError' }
        $tmux = "deploy-$PID-$([guid]::NewGuid().ToString('N').Substring(0, 6))"
        $env:LC_ALL, $locale = 'en_US.UTF-8', $env:LC_ALL
        $engine = @(if ([System.IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' })
        tmux -L $tmux -f /dev/null new-session -d -s view -x 80 -y 40 ([Environment]::ProcessPath) @engine -NoProfile -NoLogo
        $env:LC_ALL = $locale
        function Get-Screen { (tmux -L $tmux capture-pane -t view -p) -join "`n" }
        function Wait-Screen([string] $pattern) { Wait-Until { (Get-Screen) -match $pattern } 120 }
        function Send-Line([string] $line) {
            Wait-Screen '>\s*\z'
            Start-Sleep -Milliseconds 100
            tmux -L $tmux send-keys -t view -l $line
            tmux -L $tmux send-keys -t view Enter
        }
        Send-Line "function prompt { 'ready> ' }; Import-Module '$Package/Deploy.psd1'; Clear-Host"
        Wait-Screen '\Aready>\s*\z'
    }
    AfterAll { if ($tmux) { tmux -L $tmux kill-server } }

    It 'tells a cause within <_> columns' -ForEach 80, 120, 60 {
        tmux -L $tmux resize-window -t view -x $_ -y 40
        Send-Line 'Clear-Host; Get-ReplicaStatus broken'
        Wait-Screen 'StartingError[\s\S]*ready>\s*\z'
        $screen = Get-Screen
        $screen | Should -Match 'State +Ready +Age +Version +Name\n'
        Get-Letters $screen | Should -Match ([regex]::Escape((Get-Letters "Image.NotFound: $((Get-ReplicaStatus broken).Cause.Message)")))
    }
    It 'colours states, and only where colours are wanted' {
        Send-Line 'Clear-Host; Get-ReplicaStatus broken'
        Wait-Screen 'StartingError[\s\S]*ready>\s*\z'
        # Of several attributes that change at once tmux writes the colour first or last, as it comes.
        (tmux -L $tmux capture-pane -t view -p -e) -join '' | Should -Match "`e\[31m(`e\[[\d;]*m)*StartingError"
        Send-Line '$PSStyle.OutputRendering = "PlainText"; Clear-Host; Get-ReplicaStatus broken'
        Wait-Screen '\A\s*State[\s\S]*StartingError[\s\S]*ready>\s*\z'
        (tmux -L $tmux capture-pane -t view -p -e) -join '' | Should -Not -Match "`e\[31m"
    }
}
