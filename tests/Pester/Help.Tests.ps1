BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $commands = Get-Command -Module Deploy -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name } }
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $command = Get-Command $Name -CommandType Cmdlet
        $help = Get-Help $Name -Full
        # -WhatIf and -Confirm are a command's own where it has them.
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters | Where-Object { $_ -notin 'WhatIf', 'Confirm' }
        $own = $command.Parameters.Values | Where-Object { $_.Name -notin $common }
    }

    It 'has a synopsis of its own' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$Name\s*\["
    }

    It 'has a description' { ($help.description.Text -join ' ').Length | Should -BeGreaterThan 60 }

    It 'has at least two examples with code' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        $help.examples.example.code | Should -Not -BeNullOrEmpty
    }

    It 'explains each parameter' {
        foreach ($parameter in $own) {
            $told = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            $told.description.Text | Should -Not -BeNullOrEmpty -Because "-$($parameter.Name) needs an explanation"
        }
    }

    It 'explains no parameter that is not there' {
        $help.parameters.parameter.name | Where-Object { $_ } | ForEach-Object { $own.Name | Should -Contain $_ }
    }

    It 'says of each parameter set what PowerShell itself says' {
        @($help.syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count
        foreach ($set in $command.ParameterSets) {
            $wanted = $set.Parameters | Where-Object { $_.Name -notin $common } | ForEach-Object { "$($_.Name) $($_.IsMandatory) $(if ($_.Position -ge 0) { $_.Position } else { 'named' })" } | Sort-Object
            $found = $help.syntax.syntaxItem | Where-Object {
                $told = $_.parameter | Where-Object { $_ } | ForEach-Object { "$($_.name) $($_.required -eq 'true') $($_.position)" } | Sort-Object
                ($told -join '|') -eq ($wanted -join '|')
            }
            $found | Should -Not -BeNullOrEmpty -Because "set $($set.Name) has: $($wanted -join '; ')"
        }
    }

    It 'names the same pipeline input, aliases and types as the command' {
        foreach ($parameter in $own) {
            $told = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            $sets = $parameter.ParameterSets.Values
            $byName = @($sets | Where-Object ValueFromPipelineByPropertyName).Count -gt 0
            ($told.pipelineInput -like '*ByPropertyName*') | Should -Be $byName -Because $parameter.Name
            $aliases = if ($parameter.Aliases.Count) { $parameter.Aliases -join ', ' } else { 'none' }
            $told.aliases | Should -Be $aliases -Because $parameter.Name
        }
    }

    It 'says that it asks and shows what it would do, where it does' {
        $told = $help.parameters.parameter.name | Where-Object { $_ -in 'WhatIf', 'Confirm' } | Sort-Object
        $told | Should -Be ($command.Parameters.Keys | Where-Object { $_ -in 'WhatIf', 'Confirm' } | Sort-Object)
        ($help | Out-String) -match '-WhatIf' | Should -Be $command.Parameters.ContainsKey('WhatIf')
    }

    It 'tells the default of each parameter that has one' {
        $cmdlet = [System.Activator]::CreateInstance($command.ImplementingType)
        foreach ($parameter in $own) {
            $told = ($help.parameters.parameter | Where-Object name -EQ $parameter.Name).defaultValue
            $value = if ($parameter.Name -notin 'WhatIf', 'Confirm') { $cmdlet.GetType().GetProperty($parameter.Name).GetValue($cmdlet) }
            $isMandatory = @($parameter.ParameterSets.Values)[0].IsMandatory
            if ($parameter.ParameterType -eq [switch]) { $told | Should -Be 'False' -Because $parameter.Name }
            elseif ($isMandatory -or $null -eq $value -or "$value" -eq '') { $told | Should -Be 'None' -Because $parameter.Name }
            elseif ($value -is [timespan]) { $told | Should -Match '^(\d+[dhms])+$' -Because $parameter.Name }
            else { $told | Should -Be (@($value) -join ', ') -Because $parameter.Name }
        }
    }

    It 'tells what may be piped in: the types that bind as they are, and the properties that bind by name' {
        $byValue = $own | Where-Object { $_.ParameterSets.Values.ValueFromPipeline -contains $true }
        $byName = $own | Where-Object { $_.ParameterSets.Values.ValueFromPipelineByPropertyName -contains $true }
        $inputs = @($help.inputTypes.inputType)
        $text = ($inputs.description.Text -join ' ')
        foreach ($parameter in $byValue) { $text | Should -Match "(?s)Binds to [^.]*-$($parameter.Name)\b" }
        foreach ($parameter in $byName) { $text | Should -Match "(?s)properties [^:]*\b$($parameter.Name)\b" }
        if (-not $byValue -and -not $byName) { $inputs.type.name | Should -Be 'None' }
        elseif (-not $byValue) { $inputs.type.name | Should -Be 'System.Management.Automation.PSObject' }
    }

    It 'tells what comes out, by its type and in words' {
        @($help.returnValues.returnValue.type.name) | Should -Be @($command.OutputType.Name)
        $help.returnValues.returnValue.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'says which parameters take wildcards' {
        foreach ($told in $help.parameters.parameter) { ($told.globbing -eq 'true') | Should -Be ("$($told.description.Text)" -match '[Ww]ildcards') -Because $told.name }
    }

    It 'has examples that parse' {
        foreach ($example in $help.examples.example) {
            $errors = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
        }
    }

    It 'has examples whose commands and parameters exist' {
        foreach ($example in $help.examples.example) {
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $null)
            foreach ($call in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $called = Get-Command $call.GetCommandName()
                if ($called -is [System.Management.Automation.AliasInfo]) { $called = $called.ResolvedCommand }
                foreach ($element in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    { $called.ResolveParameter($element.ParameterName) } | Should -Not -Throw
                }
            }
        }
    }
}

Describe 'The topic <Topic> (<Language>)' -ForEach @(
    foreach ($topic in 'about_Deploy', 'about_Deploy_Releases', 'about_Deploy_Maintenance') { foreach ($language in 'en-US', 'zh-CN') { @{ Topic = $topic; Language = $language } } }
) {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $source = Get-Content (Join-Path $Root $(if ($Language -eq 'en-US') { "module/Help/$Topic.md" } else { "module/Help/$Language/$Topic.md" })) -Raw
        $english = Get-Content (Join-Path $Root "module/Help/$Topic.md") -Raw
        function Get-Code([string] $text) { [regex]::Matches($text, '(?s)```powershell\n(.*?)```').ForEach({ $_.Groups[1].Value.Trim() }) }
        # Without breaks: a screen's width decides where they are.
        function Get-Letters([string] $text) { ($text -replace '\s', '').ToUpperInvariant() }
        $show = "[System.Threading.Thread]::CurrentThread.CurrentUICulture = '$Language'; [Console]::OutputEncoding = [System.Text.Encoding]::UTF8; Get-Help $Topic"
        $encoding, [Console]::OutputEncoding = [Console]::OutputEncoding, [System.Text.Encoding]::UTF8
    }
    AfterAll { [Console]::OutputEncoding = $encoding }

    It 'is shown by Get-Help' {
        $shown = Invoke-Fresh ([scriptblock]::Create("Import-Module '$Package/Deploy.psd1'; $show"))
        Get-Letters "$shown" | Should -Be (Get-Letters ('TOPIC' + ($source -replace '(?m)^#+ |^```.*$|`', '')))
    }
    It 'is 80 columns wide at most, with lists and code as they were' {
        $made = [System.IO.File]::ReadAllLines((Join-Path $Package "$Language/$Topic.help.txt"))
        foreach ($line in $made -notmatch '^        ') { $line.Length + [regex]::Matches($line, '[\u2E80-\uA4CF\uFF00-\uFF60]').Count | Should -BeLessOrEqual 80 -Because $line }
        foreach ($code in Get-Code $source) { foreach ($line in $code -split '\n' | Where-Object { $_ }) { $made | Should -Contain "        $line" } }
        @($made -match '^    - ').Count | Should -Be ([regex]::Matches($source, '(?m)^- ').Count)
    }
    It 'has the sections and the commands that the English one has' {
        [regex]::Matches($source, '(?m)^## ').Count | Should -Be ([regex]::Matches($english, '(?m)^## ').Count)
        Get-Code $source | Should -Be (Get-Code $english)
        ([regex]::Matches($source, '\b[A-Z][a-z]+-[A-Z][A-Za-z]+').Value | Sort-Object -Unique) | Should -Be ([regex]::Matches($english, '\b[A-Z][a-z]+-[A-Z][A-Za-z]+').Value | Sort-Object -Unique)
    }
    It 'names only commands, parameters and topics that exist' {
        foreach ($code in Get-Code $source) {
            $errors = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            foreach ($call in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $called = Get-Command $call.GetCommandName()
                if ($called -is [System.Management.Automation.AliasInfo]) { $called = $called.ResolvedCommand }
                foreach ($element in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) { { $called.ResolveParameter($element.ParameterName) } | Should -Not -Throw }
            }
        }
        foreach ($name in [regex]::Matches($source, '\b[A-Z][a-z]+-(Module|Replica|Published|Local)[A-Za-z]*').Value) { Get-Command "Deploy\$name" | Should -Not -BeNullOrEmpty }
        foreach ($name in [regex]::Matches($source, 'about_\w+').Value) { Join-Path $Package "$Language/$name.help.txt" | Should -Exist }
        foreach ($file in [regex]::Matches($source, 'samples/[\w/.-]+').Value) { Join-Path $Root $file | Should -Exist }
    }
}

Describe 'Get-Help' {
    BeforeAll { . "$PSScriptRoot/Setup.ps1" }

    It 'shows the help of Publish-Module by that name: <Command>' -ForEach @(
        @{ Command = 'Get-Help Publish-Module'; Says = 'Publish-Module \[-Name\]' }
        @{ Command = 'Get-Help Publish-Module -Full'; Says = '-ReadinessCheck <string>' }
        @{ Command = 'Get-Help Publish-Module -Parameter Replicas'; Says = '-Replicas <int>' }
        @{ Command = 'Get-Help Publish-Module -Examples'; Says = 'registry\.local' }
        @{ Command = 'Publish-Module -?'; Says = 'Publish-Module \[-Name\]' }
    ) { Invoke-Expression $Command | Out-String | Should -Match $Says }

    It 'fills the column of the module where commands are listed' {
        $listed = Get-Help *Replica* -Category Cmdlet
        $listed.Name | Should -Be 'Get-ReplicaDiagnostic', 'Get-ReplicaLog', 'Get-ReplicaStatus', 'Remove-Replica', 'Restart-Replica'
        $listed.ModuleName | Select-Object -Unique | Should -Be 'Deploy'
        $listed | Out-String -Width 120 | Should -Match '(?m)^Get-ReplicaLog +Cmdlet +Deploy +Reads'
    }
    It 'says in the syntax what a parameter may be' {
        Get-Help Get-ReplicaStatus | Out-String -Width 300 | Should -Match '-State \{Starting \| Started \| Responsive \| Unresponsive \| StartingError \| Decommissioned \| Deleted\}'
    }
    It 'says that there is no online version before anybody asks for it, and that there is none when it is asked for' {
        (Get-Help Resize-Module).relatedLinks.navigationLink[0].linkText | Should -Match 'no online version'
        { Get-Help Resize-Module -Online } | Should -Throw '*online version*cannot be displayed*'
    }
}

Describe 'New-CommandHelp.ps1' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $module = Join-Path $TestDrive 'module'
        Copy-Item $Package $module -Recurse
        Remove-Item (Join-Path $module 'en-US') -Recurse
        $words = Join-Path $TestDrive 'Help'
        function New-Word { if (Test-Path $words) { Remove-Item $words -Recurse }; Copy-Item (Join-Path $Root 'module/Help') $words -Recurse }
        function Edit-Word([string] $File, [string] $Pattern, [string] $With) {
            $path = Join-Path $words $File
            $text = Get-Content $path -Raw
            $changed = $text -replace $Pattern, $With
            $changed | Should -Not -Be $text -Because "$File has no $Pattern"
            Set-Content $path $changed -NoNewline
        }
        function Invoke-Help([string[]] $More) {
            $program, $arguments = $PowerShell
            $said = & $program @arguments -File (Join-Path $Root 'module/Help/New-CommandHelp.ps1') -Module $module -Source $words @More 2>&1
            [pscustomobject] @{ ExitCode = $LASTEXITCODE; Text = $said -join "`n" }
        }
    }

    It 'names all that is wrong at once, and makes nothing' {
        New-Word
        Edit-Word Resize-Module.md '(?s)### Replicas.*?(?=## Examples)' ''
        Edit-Word Get-ModuleBase.md '(?s)## Description.*?(?=## )' ''
        Edit-Word Get-ReplicaLog.md '## Examples' "### Nonsense`nIt is not there.`n`n## Examples"
        Edit-Word Switch-Module.md '^# Switch-Module' '# Swap-Module'
        Edit-Word Restart-Replica.md '(?s)## Related.*' "## Related`n`n- Get-Nowhere`n"
        Edit-Word Stop-LocalCluster.md '(?s)## Examples.*?(?=## )' ''
        Edit-Word Start-LocalCluster.md '## Outputs' '## Output'
        Edit-Word Get-ReplicaStatus.md '```powershell' '```text'
        Edit-Word Repair-Module.md 'Default 10m' 'Default 9m'
        Edit-Word Common.md '### Grace' '### Graze'
        Remove-Item (Join-Path $words 'Undo-ModuleRelease.md')
        Copy-Item (Join-Path $words 'Wait-ModuleRelease.md') (Join-Path $words 'Skip-ModuleRelease.md')
        $run = Invoke-Help
        $run.ExitCode | Should -Be 1
        foreach ($wrong in @(
                'Resize-Module.md: -Replicas has no text, neither here nor in Common.md.'
                'Get-ModuleBase.md: ## Description is missing.'
                'Get-ReplicaLog.md: there is no parameter -Nonsense.'
                "Switch-Module.md: its heading is 'Swap-Module', the command's name is Switch-Module."
                'Restart-Replica.md: Get-Nowhere is related, but is no command of this module.'
                'Stop-LocalCluster.md: ## Examples is missing.'
                "Start-LocalCluster.md: ## Output is no part of a command's help."
                "Get-ReplicaStatus.md: the example 'The replicas of one module' has no ``````powershell block."
                "Repair-Module.md: the text of -Patience says default 9m, the command's own is 10m."
                'Common.md: no command has a parameter -Graze.'
                'Publish-Module.md: -Grace has no text, neither here nor in Common.md.'
                'Undo-ModuleRelease.md is missing: the command has no help.'
                'Skip-ModuleRelease.md: there is no such command.')) { $run.Text | Should -Match ([regex]::Escape($wrong)) }
        Join-Path $module 'en-US' | Should -Not -Exist
    }
    It 'makes what was shipped of the same words, and links to the web where a place is given' {
        New-Word
        $run = Invoke-Help
        $run.ExitCode | Should -Be 0 -Because $run.Text
        foreach ($made in Get-ChildItem (Join-Path $module 'en-US'), (Join-Path $module 'zh-CN')) {
            (Get-FileHash $made).Hash | Should -Be (Get-FileHash ([System.IO.Path]::Combine($Package, $made.Directory.Name, $made.Name))).Hash -Because $made.Name
        }
        (Invoke-Help '-OnlineUri', 'https://docs.example.com/{0}.html').ExitCode | Should -Be 0
        Invoke-Fresh ([scriptblock]::Create("Import-Module '$module/Deploy.psd1'; foreach (`$name in 'Resize-Module', 'Publish-Module') { (Get-Help `$name).relatedLinks.navigationLink[0] | ForEach-Object { `$_.linkText + ' ' + `$_.uri } }")) |
            Should -Be 'Online version: https://docs.example.com/Resize-Module.html', 'Online version: https://docs.example.com/Publish-Module.html'
    }
}
