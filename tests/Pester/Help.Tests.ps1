BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $commands = Get-Command -Module Deploy -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name } }
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $command = Get-Command $Name -CommandType Cmdlet
        $help = Get-Help "Deploy\$Name" -Full
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
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
                if ($called -is [System.Management.Automation.AliasInfo]) { $called = Get-Command $called.Name -CommandType Cmdlet }
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

    It 'is shown by Get-Help, imported <How>' -ForEach @(@{ How = 'as a package'; Path = 'out/Deploy/Deploy.psd1' }, @{ How = 'from the source tree'; Path = 'Deploy.psd1' }) {
        $shown = Invoke-Fresh ([scriptblock]::Create("Import-Module '$Root/$Path'; $show"))
        Get-Letters "$shown" | Should -Be (Get-Letters ('TOPIC' + ($source -replace '(?m)^#+ |^```.*$|`', '')))
    }
    It 'is shown word for word by deploy help' {
        $shown = & (Join-Path $Root 'out/console/deploy') help $Topic -Language $Language
        Get-Letters "$shown" | Should -Be (Get-Letters ('TOPIC' + ($source -replace '(?m)^#+ |^```.*$|`', '')))
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
                if ($called -is [System.Management.Automation.AliasInfo]) { $called = Get-Command $called.Name -CommandType Cmdlet }
                foreach ($element in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) { { $called.ResolveParameter($element.ParameterName) } | Should -Not -Throw }
            }
        }
        foreach ($name in [regex]::Matches($source, '\b[A-Z][a-z]+-(Module|Replica|Published|Local)[A-Za-z]*').Value) { Get-Command "Deploy\$name" | Should -Not -BeNullOrEmpty }
        foreach ($name in [regex]::Matches($source, 'about_\w+').Value) { Join-Path $Package "$Language/$name.help.txt" | Should -Exist }
        foreach ($file in [regex]::Matches($source, 'samples/[\w/.-]+').Value) { Join-Path $Root $file | Should -Exist }
    }
}
