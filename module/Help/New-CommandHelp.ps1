<#
.SYNOPSIS
Makes what Get-Help reads of the Markdown files beside this script and of the built module itself.
.DESCRIPTION
Parameter sets, types, positions, aliases and what binds from the pipeline come from Get-Command, so help cannot differ from what binds; default
values are those that a new cmdlet object has. The words come from the Markdown: one file for each command, Common.md for the parameters that
many have. A command or parameter without words, and words for what is not there, end this with all that was found.
It imports the module, so run it in a PowerShell that may go afterwards.
.PARAMETER Module
The built module's folder. The help is written into its culture folders.
.PARAMETER OnlineUri
Where each command's help is on the web, {0} standing for its name. Without it Get-Help -Online says that there is no online version.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Module,
    [string] $Source = $PSScriptRoot,
    [string] $OnlineUri
)
$ErrorActionPreference = 'Stop'
$maml = 'http://schemas.microsoft.com/maml/2004/10'
$dev = 'http://schemas.microsoft.com/maml/dev/2004/10'
$space = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
$problems = [System.Collections.Generic.List[string]]::new()

#region Markdown

# The parts of a text below headings of one depth, in order; what stands before the first is ''. A heading inside a code block is a comment of the code.
function Split-Section([string[]] $Lines, [string] $Mark) {
    $sections = [ordered]@{ '' = [System.Collections.Generic.List[string]]::new() }
    $current = $sections['']
    $isCode = $false
    foreach ($line in $Lines) {
        if ($line.StartsWith('```')) { $isCode = -not $isCode }
        if (-not $isCode -and $line.StartsWith($Mark)) {
            $current = [System.Collections.Generic.List[string]]::new()
            $sections[$line.Substring($Mark.Length).Trim()] = $current
        }
        else { $current.Add($line) }
    }
    $sections
}

function Join-Line($Lines) { ($Lines -join "`n").Trim() }

# One command's help file: "# Name", the synopsis, then ## Description, Parameters, Examples, Outputs and Related.
function Read-Topic([string] $Path) {
    $file = Split-Path $Path -Leaf
    $lines = [System.IO.File]::ReadAllLines($Path)
    $sections = Split-Section $lines[1..($lines.Count - 1)] '## '
    foreach ($unknown in $sections.Keys.Where({ $_ -notin '', 'Description', 'Parameters', 'Examples', 'Outputs', 'Related' })) { $problems.Add("${file}: ## $unknown is no part of a command's help.") }
    $parameters = @{}
    foreach ($part in (Split-Section $sections['Parameters'] '### ').GetEnumerator().Where({ $_.Key })) { $parameters[$part.Key] = Join-Line $part.Value }
    $examples = foreach ($part in (Split-Section $sections['Examples'] '### ').GetEnumerator().Where({ $_.Key })) {
        $text = Join-Line $part.Value
        if ($text -notmatch '(?s)^(?<before>.*?)```powershell\n(?<code>.+?)\n```(?<after>.*)$') { $problems.Add("${file}: the example '$($part.Key)' has no ``````powershell block."); continue }
        [pscustomobject]@{ Title = $part.Key; Code = $Matches.code; Remarks = "$($Matches.before)`n$($Matches.after)".Trim() }
    }
    [pscustomobject]@{
        File        = $file
        Name        = $lines[0].TrimStart('#', ' ')
        Synopsis    = Join-Line $sections['']
        Description = Join-Line $sections['Description']
        Parameters  = $parameters
        Examples    = @($examples)
        Outputs     = Join-Line $sections['Outputs']
        Related     = @($sections['Related'].Where({ $_ -match '^- ' }).ForEach({ $_.Substring(2).Trim() }))
    }
}

#endregion
#region What the command itself says

$commonNames = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters.Where({ $_ -notin 'WhatIf', 'Confirm' })
# Nearly every command has these, and they are rarely looked for: they come last.
$lastNames = 'Namespace', 'AllNamespaces', 'Kubeconfig', 'Context', 'Timeout', 'WhatIf', 'Confirm'

function Get-TypeName([type] $Type) {
    if ($Type.IsArray) { return (Get-TypeName $Type.GetElementType()) + '[]' }
    if ([System.Nullable]::GetUnderlyingType($Type)) { return Get-TypeName ([System.Nullable]::GetUnderlyingType($Type)) }
    if ($Type -eq [switch]) { return 'SwitchParameter' }
    if ($Type -eq [System.Collections.IDictionary]) { return 'hashtable' }
    # PowerShell has short names for types of its own: string, int, hashtable.
    $name = [Microsoft.PowerShell.ToStringCodeMethods]::Type([psobject] $Type)
    $name.Contains('.') ? $Type.Name : $name
}

# The words that a parameter takes: of an enumeration, or of ValidateSet.
function Get-Choice($Parameter) {
    $type = $Parameter.ParameterType.IsArray ? $Parameter.ParameterType.GetElementType() : $Parameter.ParameterType
    $type = [System.Nullable]::GetUnderlyingType($type) ?? $type
    if ($type.IsEnum) { return [System.Enum]::GetNames($type) }
    $Parameter.Attributes.Where({ $_ -is [System.Management.Automation.ValidateSetAttribute] }).ForEach({ $_.ValidValues })
}

function Format-Duration([timespan] $Span) {
    $parts = ('d', $Span.Days), ('h', $Span.Hours), ('m', $Span.Minutes), ('s', $Span.Seconds)
    (-join $parts.Where({ $_[1] }).ForEach({ "$($_[1])$($_[0])" })) -replace '^$', '0s'
}

# The default that a text names as a number or a duration, where it is not the command's own.
function Get-WrongDefault([string] $Text, $Value) {
    if ($Text -notmatch '\b[Dd]efault (?<said>(?<number>\d+)(?<unit>[smhd]?))\b' -or -not ($Value -is [timespan] -or $Value -is [int] -or $Value -is [long])) { return }
    $seconds = @{ s = 1; m = 60; h = 3600; d = 86400 }
    $said = [long] $Matches.number * ($Matches.unit ? $seconds[$Matches.unit] : 1)
    if ($said -ne ($Value -is [timespan] ? $Value.TotalSeconds : $Value)) { $Matches.said }
}

# What a parameter is when it is not given: what a new object of the cmdlet has. Null, empty and mandatory have none.
function Get-DefaultValue($Cmdlet, $Parameter, [bool] $IsMandatory) {
    if ($Parameter.ParameterType -eq [switch]) { return 'False' }
    $value = $IsMandatory ? $null : $Cmdlet.GetType().GetProperty($Parameter.Name).GetValue($Cmdlet)
    if ($value -is [timespan]) { return Format-Duration $value }
    $text = @($value).Where({ $null -ne $_ }).ForEach({ [string]::Format([cultureinfo]::InvariantCulture, '{0}', $_) }) -join ', '
    $text ? $text : 'None'
}

function Get-PipelineInput($Sets) {
    $byValue = $Sets.Where({ $_.ValueFromPipeline }, 'First')
    $byName = $Sets.Where({ $_.ValueFromPipelineByPropertyName }, 'First')
    $ways = @(if ($byValue) { 'ByValue' }; if ($byName) { 'ByPropertyName' })
    $ways ? "True ($($ways -join ', '))" : 'False'
}

#endregion
#region MAML

function Write-Para([string] $Element, [string] $Namespace, [string] $Text) {
    $xml.WriteStartElement($Element, $Namespace)
    foreach ($paragraph in $Text -split "\n\n" -ne '') {
        # The items of a list stay lines of their own; all other lines flow.
        $xml.WriteElementString('para', $maml, ($paragraph -match '(?m)^- ' ? $paragraph : $paragraph.ReplaceLineEndings(' ')))
    }
    $xml.WriteEndElement()
}

function Write-Parameter($Parameter, $Sets, $Topic, $Cmdlet, [switch] $IsSyntax) {
    $first = $Sets[0]
    $text = $Topic.Parameters[$Parameter.Name] ?? $common[$Parameter.Name]
    $isSwitch = $Parameter.ParameterType -eq [switch]
    $type = Get-TypeName $Parameter.ParameterType
    $xml.WriteStartElement('parameter', $space)
    $xml.WriteAttributeString('required', "$($first.IsMandatory)".ToLowerInvariant())
    $xml.WriteAttributeString('variableLength', "$($Parameter.ParameterType.IsArray)".ToLowerInvariant())
    $xml.WriteAttributeString('globbing', "$([bool]($text -match '\bwildcards\b'))".ToLowerInvariant())
    $xml.WriteAttributeString('pipelineInput', (Get-PipelineInput $Sets))
    $xml.WriteAttributeString('position', $first.Position -ge 0 ? "$($first.Position)" : 'named')
    $xml.WriteAttributeString('aliases', $Parameter.Aliases.Count ? ($Parameter.Aliases -join ', ') : 'none')
    $xml.WriteElementString('name', $maml, $Parameter.Name)
    Write-Para 'description' $maml "$text"
    $choices = @(Get-Choice $Parameter)
    if ($IsSyntax -and $choices) {
        $xml.WriteStartElement('parameterValueGroup', $space)
        foreach ($choice in $choices) { Write-Value $choice }
        $xml.WriteEndElement()
    }
    elseif (-not $isSwitch) { Write-Value $type }
    Write-TypeName $type
    $xml.WriteElementString('defaultValue', $dev, (Get-DefaultValue $Cmdlet $Parameter $first.IsMandatory))
    $xml.WriteEndElement()
}

function Write-Value([string] $Text) {
    $xml.WriteStartElement('parameterValue', $space)
    $xml.WriteAttributeString('required', 'true')
    $xml.WriteString($Text)
    $xml.WriteEndElement()
}

function Write-TypeName([string] $Name) {
    $xml.WriteStartElement('type', $dev)
    $xml.WriteElementString('name', $maml, $Name)
    $xml.WriteEndElement()
}

# What may be piped: values of each type that binds as it is, and objects whose properties have parameters' names.
function Write-Input($Parameters) {
    $xml.WriteStartElement('inputTypes', $space)
    $none = $true
    foreach ($group in $Parameters.Where({ $_.ParameterSets.Values.ValueFromPipeline -contains $true }) | Group-Object { ($_.ParameterType.IsArray ? $_.ParameterType.GetElementType() : $_.ParameterType).FullName }) {
        $none = $false
        Write-InputType $group.Name "Binds to $($group.Group.ForEach({ "-$($_.Name)" }) -join ', ')."
    }
    $named = $Parameters.Where({ $_.ParameterSets.Values.ValueFromPipelineByPropertyName -contains $true })
    if ($named) {
        $none = $false
        # Aliases of one or two letters are for fingers.
        Write-InputType 'System.Management.Automation.PSObject' "Any object with the properties $(($named.ForEach({ @($_.Name) + $_.Aliases.Where({ $_.Length -gt 2 }) -join ' or ' })) -join ', '), as other commands of this module write them: each binds to the parameter of its name."
    }
    if ($none) { Write-InputType 'None' 'Nothing binds from the pipeline.' }
    $xml.WriteEndElement()
}

function Write-InputType([string] $Type, [string] $Text) {
    $xml.WriteStartElement('inputType', $space)
    Write-TypeName $Type
    Write-Para 'description' $maml $Text
    $xml.WriteEndElement()
}

function Write-ReturnValue($Command, $Topic) {
    $xml.WriteStartElement('returnValues', $space)
    $names = @($Command.OutputType.ForEach({ $_.Name })) -ne $null
    foreach ($name in $names ? $names : @('None')) {
        $xml.WriteStartElement('returnValue', $space)
        Write-TypeName $name
        Write-Para 'description' $maml $Topic.Outputs
        $xml.WriteEndElement()
    }
    $xml.WriteEndElement()
}

function Write-Link([string] $Text, [string] $Uri) {
    $xml.WriteStartElement('navigationLink', $maml)
    $xml.WriteElementString('linkText', $maml, $Text)
    $xml.WriteElementString('uri', $maml, $Uri)
    $xml.WriteEndElement()
}

function Write-Command($Command, $Topic) {
    $cmdlet = [System.Activator]::CreateInstance($Command.ImplementingType)
    $parameters = @($Command.Parameters.Values).Where({ $_.Name -notin $commonNames })
    $xml.WriteStartElement('command', 'command', $space)
    $xml.WriteAttributeString('xmlns', 'maml', $null, $maml)
    $xml.WriteAttributeString('xmlns', 'dev', $null, $dev)
    $xml.WriteStartElement('details', $space)
    $xml.WriteElementString('name', $space, $Command.Name)
    $xml.WriteElementString('verb', $space, $Command.Verb)
    $xml.WriteElementString('noun', $space, $Command.Noun)
    Write-Para 'description' $maml $Topic.Synopsis
    $xml.WriteEndElement()
    Write-Para 'description' $maml $Topic.Description
    $xml.WriteStartElement('syntax', $space)
    foreach ($set in $Command.ParameterSets) {
        $xml.WriteStartElement('syntaxItem', $space)
        $xml.WriteElementString('name', $maml, $Topic.Name)
        $own = $set.Parameters.Where({ $_.Name -notin $commonNames })
        $order = @{ Expression = { $_.Position -ge 0 ? $_.Position : [int]::MaxValue } }, @{ Expression = { $_.IsMandatory }; Descending = $true }, @{ Expression = { [array]::IndexOf($lastNames, $_.Name) } }
        foreach ($parameter in $own | Sort-Object -Stable $order) {
            Write-Parameter $Command.Parameters[$parameter.Name] @($parameter) $Topic $cmdlet -IsSyntax
        }
        $xml.WriteEndElement()
    }
    $xml.WriteEndElement()
    $xml.WriteStartElement('parameters', $space)
    foreach ($parameter in $parameters | Sort-Object -Stable { [array]::IndexOf($lastNames, $_.Name) }) { Write-Parameter $parameter @($parameter.ParameterSets.Values) $Topic $cmdlet }
    $xml.WriteEndElement()
    Write-Input $parameters
    Write-ReturnValue $Command $Topic
    $xml.WriteStartElement('examples', $space)
    foreach ($example in $Topic.Examples) {
        $xml.WriteStartElement('example', $space)
        $xml.WriteElementString('title', $maml, "---------- $($example.Title) ----------")
        $xml.WriteElementString('code', $dev, $example.Code)
        Write-Para 'remarks' $dev $example.Remarks
        $xml.WriteEndElement()
    }
    $xml.WriteEndElement()
    $xml.WriteStartElement('relatedLinks', $space)
    Write-Link ($OnlineUri ? 'Online version:' : 'There is no online version: all is said here and in about_Deploy.') ($OnlineUri -f $Topic.Name)
    foreach ($related in $Topic.Related) { Write-Link $related '' }
    $xml.WriteEndElement()
    $xml.WriteEndElement()
}

#endregion
#region About topics

# Han characters, their punctuation and full-width forms take two columns.
function Measure-Column([string] $Text) { $Text.Length + [regex]::Matches($Text, '[\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60]').Count }

# Chinese has no spaces: a line may break around each of its characters, but not before a closing mark, nor after an opening one.
$wide = '[\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60]'
$wordBreak = [regex]::new("(?<!（)(?:(?<=$wide)|(?=$wide))(?![，。；：、）！？])(?!^)(?!$)")

function Format-Wrapped([string] $Text, [string] $Indent, [string] $Hanging) {
    $line, $isEmpty = $Indent, $true
    foreach ($spaced in $Text.Split(' ', [System.StringSplitOptions]::RemoveEmptyEntries)) {
        $gap = ' '
        foreach ($word in $wordBreak.Split($spaced)) {
            if ($isEmpty) { $gap = '' }
            elseif ((Measure-Column $line) + $gap.Length + (Measure-Column $word) -gt 80) {
                $line
                $line, $gap = $Hanging, ''
            }
            $line += $gap + $word
            $gap, $isEmpty = '', $false
        }
    }
    $line
}

# Paragraphs apart by an empty line, lists line by line, code as it is.
function Format-Block([string] $Text, [string] $Indent) {
    $isFirst = $true
    foreach ($block in [regex]::Matches($Text, '(?ms)^```.*?^```$|^\S.*?(?=\n\n|\n```|\z)').Value) {
        if (-not $isFirst) { '' }
        $isFirst = $false
        if ($block.StartsWith('```')) {
            foreach ($line in ($block -split "\n")[1..(@($block -split "\n").Count - 2)]) { ("$Indent    $line").TrimEnd() }
            continue
        }
        foreach ($item in $block.Trim() -split '\n(?=- |\|)') {
            Format-Wrapped ($item -replace '\s*\n\s*', ' ' -replace '`') $Indent ($Indent + ($item.StartsWith('- ') ? '  ' : ''))
        }
    }
}

function Format-About([string] $Text) {
    $parts = $Text.ReplaceLineEndings("`n").Trim() -split "\n## "
    'TOPIC'
    '    ' + $parts[0].TrimStart('#', ' ').Trim()
    foreach ($part in $parts | Select-Object -Skip 1) {
        $heading, $body = $part -split "\n", 2
        ''
        $heading.Trim().ToUpperInvariant()
        Format-Block $body.Trim() '    '
    }
}

#endregion

$Module = (Resolve-Path $Module).ProviderPath
$imported = Import-Module (Join-Path $Module 'Deploy.psd1') -PassThru
# A command that everybody calls by an alias is written of by that name; Get-Help follows the alias.
$callNames = @{}
foreach ($alias in $imported.ExportedAliases.Values) { $callNames[$alias.Definition] = $alias.Name }
$common = (Read-Topic (Join-Path $Source 'Common.md')).Parameters
$topics = @{}
foreach ($file in Get-ChildItem $Source -Filter '*-*.md' -File) { $topics[$file.BaseName] = Read-Topic $file.FullName }
$commands = @(Get-Command -Module Deploy -CommandType Cmdlet | Sort-Object Name)
$names = $commands.Name.ForEach({ $callNames[$_] ?? $_ })
$used = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::OrdinalIgnoreCase)

foreach ($command in $commands) {
    $name = $callNames[$command.Name] ??= $command.Name
    $topic = $topics[$name]
    if (-not $topic) { $problems.Add("$name.md is missing: the command has no help."); continue }
    $own = $command.Parameters.Keys.Where({ $_ -notin $commonNames })
    $cmdlet = [System.Activator]::CreateInstance($command.ImplementingType)
    if ($topic.Name -cne $name) { $problems.Add("$($topic.File): its heading is '$($topic.Name)', the command's name is $name.") }
    if (-not $topic.Synopsis) { $problems.Add("$($topic.File): there is no synopsis below the heading.") }
    if (-not $topic.Description) { $problems.Add("$($topic.File): ## Description is missing.") }
    if (-not $topic.Examples) { $problems.Add("$($topic.File): ## Examples is missing.") }
    foreach ($name in $own) {
        $null = $used.Add($name)
        $text = $topic.Parameters[$name] ?? $common[$name]
        if (-not $text) { $problems.Add("$($topic.File): -$name has no text, neither here nor in Common.md.") }
        $initial = $name -in 'WhatIf', 'Confirm' ? $null : $command.ImplementingType.GetProperty($name).GetValue($cmdlet)
        $wrong = Get-WrongDefault $text $initial
        if ($wrong) { $problems.Add("$($topic.File): the text of -$name says default $wrong, the command's own is $($initial -is [timespan] ? (Format-Duration $initial) : $initial).") }
    }
    foreach ($name in $topic.Parameters.Keys.Where({ $_ -notin $own })) { $problems.Add("$($topic.File): there is no parameter -$name.") }
    foreach ($name in $topic.Related.Where({ $_ -match '^\w+-\w+$' -and $_ -notin $names })) { $problems.Add("$($topic.File): $name is related, but is no command of this module.") }
}
foreach ($name in $topics.Keys.Where({ $_ -notin $names })) { $problems.Add("$name.md: there is no such command.") }
foreach ($name in $common.Keys.Where({ -not $used.Contains($_) })) { $problems.Add("Common.md: no command has a parameter -$name.") }
if ($problems) {
    # As plain lines: an error's frame would break them.
    [System.Console]::Error.WriteLine("The help in $Source does not fit the commands:`n  $(($problems | Sort-Object) -join "`n  ")")
    exit 1
}

foreach ($language in @('en-US') + (Get-ChildItem $Source -Directory).Name) {
    $folder = [System.IO.Directory]::CreateDirectory((Join-Path $Module $language)).FullName
    foreach ($english in Get-ChildItem $Source -Filter 'about_*.md' -File) {
        $translated = [System.IO.Path]::Combine($Source, $language, $english.Name)
        $text = [System.IO.File]::ReadAllText((Test-Path $translated) ? $translated : $english.FullName)
        [System.IO.File]::WriteAllText((Join-Path $folder "$($english.BaseName).help.txt"), ((Format-About $text) -join "`n") + "`n")
    }
}
$xml = [System.Xml.XmlWriter]::Create([System.IO.Path]::Combine($Module, 'en-US', 'Deploy.Module.dll-Help.xml'), [System.Xml.XmlWriterSettings] @{ Indent = $true; NewLineChars = "`n" })
try {
    $xml.WriteStartElement('helpItems', 'http://msh')
    $xml.WriteAttributeString('schema', 'maml')
    foreach ($command in $commands) { Write-Command $command $topics[$callNames[$command.Name]] }
    $xml.WriteEndElement()
}
finally { $xml.Dispose() }
