<#
.SYNOPSIS
Makes the archive that a gallery takes: the module's folder with a nuspec, in one zip that is the same for the same content.
#>
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [hashtable] $Manifest,
    [Parameter(Mandatory)] [string] $Destination
)
$ErrorActionPreference = 'Stop'
$data = $Manifest.PrivateData.PSData
function Format-Xml([string] $Text) { [System.Security.SecurityElement]::Escape($Text) }
function Get-Utf8([string] $Text) { , [System.Text.Encoding]::UTF8.GetBytes($Text.ReplaceLineEndings("`n")) }

# Galleries find a module by its commands through these tags.
$commands = @($Manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" }) + ($Manifest.AliasesToExport | ForEach-Object { "PSCommand_$_" })
$tags = @('PSModule') + $data.Tags + 'PSIncludes_Cmdlet' + $commands
$nuspec = @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>Deploy</id>
    <version>$($Manifest.ModuleVersion)</version>
    <authors>$(Format-Xml $Manifest.Author)</authors>
    <owners>$(Format-Xml $Manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="file">LICENSE</license>
    <icon>icon.png</icon>
    <description>$(Format-Xml $Manifest.Description)</description>
    <releaseNotes>$(Format-Xml $data.ReleaseNotes)</releaseNotes>
    <copyright>$(Format-Xml $Manifest.Copyright)</copyright>
    <tags>$(Format-Xml ($tags -join ' '))</tags>
  </metadata>
</package>
"@
$relations = @'
<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/Deploy.nuspec" Id="R1" /></Relationships>
'@

$names = [string[]] ([System.IO.Directory]::GetFiles($Folder, '*', 'AllDirectories') | ForEach-Object { [System.IO.Path]::GetRelativePath($Folder, $_).Replace('\', '/') })
[System.Array]::Sort($names, [System.StringComparer]::Ordinal)
# Every part needs a content type: by its extension, or by its name where it has none.
$extensions = [string[]] (@($names | ForEach-Object { [System.IO.Path]::GetExtension($_).TrimStart('.') } | Where-Object { $_ }) + 'nuspec' | Sort-Object -Unique)
$types = '<?xml version="1.0" encoding="utf-8"?>' + "`n" + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />'
$types += -join ($extensions | ForEach-Object { "<Default Extension=`"$_`" ContentType=`"application/octet`" />" })
$types += -join ($names | Where-Object { -not [System.IO.Path]::GetExtension($_) } | ForEach-Object { "<Override PartName=`"/$_`" ContentType=`"application/octet`" />" })
$types += '</Types>'

$moment = [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, [TimeSpan]::Zero)
$stream = [System.IO.File]::Create($Destination)
$zip = [System.IO.Compression.ZipArchive]::new($stream, [System.IO.Compression.ZipArchiveMode]::Create)
$add = {
    param([string] $name, [byte[]] $bytes)
    $entry = $zip.CreateEntry($name, [System.IO.Compression.CompressionLevel]::SmallestSize)
    $entry.LastWriteTime = $moment
    # What one system writes of modes would make its archive differ from another system's.
    $entry.ExternalAttributes = 0
    $target = $entry.Open()
    $target.Write($bytes, 0, $bytes.Length)
    $target.Dispose()
}
try {
    & $add '_rels/.rels' (Get-Utf8 $relations)
    & $add '[Content_Types].xml' (Get-Utf8 $types)
    & $add 'Deploy.nuspec' (Get-Utf8 $nuspec)
    foreach ($name in $names) {
        & $add $name ([System.IO.File]::ReadAllBytes([System.IO.Path]::Combine($Folder, $name)))
    }
}
finally {
    $zip.Dispose()
    $stream.Dispose()
}
