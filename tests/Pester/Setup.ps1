# What every test file begins with: the built module in this process, and a home of its own. Which module that is, the project that runs
# these tests says (tests/Deploy.Pester.Tests); by hand it is what ./build.ps1 made.
$script:Root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
$script:Package = $env:DEPLOY_TEST_PACKAGE ? $env:DEPLOY_TEST_PACKAGE : (Join-Path $Root 'out/Deploy')
if (-not (Test-Path (Join-Path $Package 'Deploy.psd1'))) { throw 'Run ./build.ps1 first.' }
Import-Module (Join-Path $Package 'Deploy.psd1')

# The PowerShell that this is, to be started once more: program and first arguments. In its dotnet tool the program is dotnet.
$script:PowerShell = @([Environment]::ProcessPath)
if ([System.IO.Path]::GetFileNameWithoutExtension($PowerShell[0]) -eq 'dotnet') { $script:PowerShell += Join-Path $PSHOME 'pwsh.dll' }
$script:PowerShell += '-NoProfile', '-NonInteractive'

# The same with a script, as Start-Process takes it.
function Get-FreshStart([string] $Script) {
    $encoded = [Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($Script))
    # Start-Process joins arguments as they are.
    @{ FilePath = $PowerShell[0]; ArgumentList = @($PowerShell | Select-Object -Skip 1 | ForEach-Object { "`"$_`"" }) + '-EncodedCommand', $encoded }
}

# Runs a script in a PowerShell of its own, which has loaded nothing yet, and gives back what it wrote.
function Invoke-Fresh([scriptblock] $Script) {
    $text = "`$PSStyle.OutputRendering = 'PlainText'; `$Package = '$Package'`n$Script"
    $encoded = [Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($text))
    $program, $arguments = $PowerShell
    & $program @arguments -OutputFormat Text -EncodedCommand $encoded 2>&1 | ForEach-Object { "$_" }
}

# Waits for a state, on a machine that may be busy; fails with what was waited for.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 60) {
    $end = [Environment]::TickCount64 + 1000 * $Seconds
    while (-not (& $Condition)) {
        if ([Environment]::TickCount64 -gt $end) { throw "Not within $Seconds s:$Condition" }
        Start-Sleep -Milliseconds 100
    }
}

# An HTTP server on a port of its own that answers everything with one status, until it is closed.
function Open-Server([int] $Status) {
    $socket = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $socket.Start()
    $serve = [powershell]::Create().AddScript({
            param($socket, $status)
            while ($true) {
                $client = $socket.AcceptTcpClient()
                $stream = $client.GetStream()
                $null = $stream.Read([byte[]]::new(65536), 0, 65536)
                $stream.Write([System.Text.Encoding]::ASCII.GetBytes("HTTP/1.1 $status No`r`nContent-Length: 0`r`nConnection: close`r`n`r`n"))
                $client.Dispose()
            }
        }).AddArgument($socket).AddArgument($Status)
    $null = $serve.BeginInvoke()
    [pscustomobject]@{ Address = "http://$($socket.LocalEndpoint)"; Socket = $socket; Serve = $serve }
}

function Close-Server($Server) {
    $Server.Socket.Stop()
    $Server.Serve.Dispose()
}

# A package as a build makes it: a jar whose manifest names the module and its version.
function New-Jar([string] $Path, [string] $Name, [string] $Version) {
    $zip = [System.IO.Compression.ZipFile]::Open($Path, 'Create')
    try {
        $entry = $zip.CreateEntry('META-INF/MANIFEST.MF').Open()
        $entry.Write([System.Text.Encoding]::UTF8.GetBytes("Manifest-Version: 1.0`r`nArk-Biz-Name: $Name`r`nArk-Biz-Version: $Version`r`n"))
        $entry.Dispose()
    }
    finally { $zip.Dispose() }
}

# A namespace on the local cluster; no command makes one.
function New-Namespace([string] $Name) {
    $state = Get-Content (Join-Path $env:DEPLOY_HOME 'local/state.json') -Raw | ConvertFrom-Json
    $null = Invoke-RestMethod "$($state.server)api/v1/namespaces" -Method Post -ContentType 'application/json' -Body (@{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = $Name } } | ConvertTo-Json)
}
