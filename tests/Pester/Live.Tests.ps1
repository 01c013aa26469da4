BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $tmux = Get-Command tmux -CommandType Application -ErrorAction Ignore
    if (-not $tmux) { Write-Host 'Skipped: the live view needs a terminal, and tmux, which makes one, is not installed.' }
}

Describe 'Get-ReplicaStatus -Watch on a terminal' -Skip:(-not $tmux) {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        $before = $env:DEPLOY_HOME, $env:KUBECONFIG
        $env:DEPLOY_HOME = Join-Path $TestDrive 'home'
        $env:KUBECONFIG = $null
        $null = Start-LocalCluster -Connect
        $null = Publish-Module biz1 1.0.0 registry.local/ok:1 -Replicas 3
        $null = Publish-Module broken 1.0.0 registry.local/missing:1 -NoWait
        $tmux = "deploy-$PID-$([guid]::NewGuid().ToString('N').Substring(0, 6))"
        $env:LC_ALL, $locale = 'C.UTF-8', $env:LC_ALL
        tmux -L $tmux -f /dev/null new-session -d -s view -x 90 -y 24 @(@($PowerShell) -ne '-NonInteractive') -NoLogo
        $env:LC_ALL = $locale

        function Send-Keys { tmux -L $tmux send-keys -t view @args }
        function Get-Screen { (tmux -L $tmux capture-pane -t view -p) -join "`n" }
        function Get-Trait([string] $name) { tmux -L $tmux display-message -p -t view "#{$name}" }
        function Wait-Screen([string] $pattern) {
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            while ((Get-Screen) -notmatch $pattern) {
                if ($clock.Elapsed.TotalSeconds -gt 120) { throw "The screen does not show '$pattern' but:`n$(Get-Screen)" }
                Start-Sleep -Milliseconds 50
            }
        }
        # What is typed while PowerShell takes the terminal back, a moment after its prompt stands, can lose its Enter.
        function Send-Line([string] $line) {
            Wait-Screen '>\s*\z'
            Start-Sleep -Milliseconds 100
            Send-Keys -l $line
            Send-Keys Enter
        }
        Wait-Screen 'PS .*>'
        Send-Line "function prompt { 'ready> ' }; Import-Module '$Package/Deploy.psd1'; Clear-Host"
        Wait-Screen '\Aready>\s*\z'
    }
    AfterAll {
        if ($tmux) { tmux -L $tmux kill-server }
        Stop-LocalCluster
        $env:DEPLOY_HOME, $env:KUBECONFIG = $before
    }

    It 'draws counts, causes and replicas, the worst first' {
        Send-Line 'Get-ReplicaStatus -Watch'
        Wait-Screen '3 Responsive +. 1 StartingError'
        Get-Trait alternate_on | Should -Be '1'
        Get-Trait cursor_flag | Should -Be '0'
        $screen = Get-Screen
        $screen | Should -Match '. Image\.NotFound: '
        $screen | Should -Match '(?s)\n *NAME.*\nbroken-.*\nbiz1-.*\nbiz1-'
    }
    It 'follows a change that is made elsewhere' {
        $null = Resize-Module biz1 5
        Wait-Screen '5 Responsive'
    }
    It 'follows the window''s size' {
        tmux -L $tmux resize-window -t view -x 60 -y 12
        Wait-Screen '\A.{52}\d\d:\d\d:\d\d\n'
        (Get-Screen).Split("`n").Count | Should -BeLessOrEqual 12
        tmux -L $tmux resize-window -t view -x 90 -y 24
    }
    It 'leaves the terminal tidy at Ctrl+C, with the last view on it' {
        Send-Keys C-c
        Wait-Screen 'ready>\s*\z'
        Get-Trait alternate_on | Should -Be '0'
        Get-Trait cursor_flag | Should -Be '1'
        Get-Screen | Should -Match '5 Responsive'
        Send-Line 'Clear-Host; "still " + "here"'
        Wait-Screen 'still here'
    }
    It 'ends with q' {
        Send-Line 'Clear-Host; Get-ReplicaStatus biz1 -Watch; "ended by a key"'
        Wait-Screen 'Ctrl\+C ends'
        Send-Keys q
        Wait-Screen 'ended by a key'
    }
    It 'writes no colour where none is wanted: <_>' -ForEach '$PSStyle.OutputRendering = "PlainText"', '$env:NO_COLOR = 1' {
        Send-Line "Clear-Host; $_; Get-ReplicaStatus biz1 -Watch"
        Wait-Screen 'Ctrl\+C ends'
        (tmux -L $tmux capture-pane -t view -p -e) -join '' | Should -Not -Match "`e\[\d"
        Send-Keys q
        Wait-Screen 'ready>\s*\z'
        Send-Line 'Clear-Host; $PSStyle.OutputRendering = "Host"; Remove-Item Env:NO_COLOR -ErrorAction Ignore'
    }
    It 'writes objects <How>' -ForEach @(
        @{ How = 'to the next command'; Line = 'Get-ReplicaStatus biz1 -Watch | Select-Object -First 2 | ForEach-Object { "got $($_.Module)" }' }
        @{ How = 'into a file'; Line = 'Get-ReplicaStatus biz1 -Watch | Select-Object -First 2 > $env:DEPLOY_HOME/out.txt; (Get-Content $env:DEPLOY_HOME/out.txt) -match "Responsive" | % { "got biz1" }' }
        @{ How = 'into a variable'; Line = '$seen = Get-ReplicaStatus biz1 -Watch | Select-Object -First 2; $seen | % { "got $($_.Module)" }' }
    ) {
        Send-Line "Clear-Host; $Line"
        Wait-Screen "got biz1\ngot biz1\n"
        Get-Trait alternate_on | Should -Be '0'
    }
    It 'watches all that the pipeline brings' {
        Send-Line 'Clear-Host; Get-PublishedModule | Get-ReplicaStatus -Watch'
        Wait-Screen '5 Responsive +. 1 StartingError'
        Get-Screen | Should -Match '\Abiz1, broken in default of local'
        Send-Keys q
        Wait-Screen 'ready>\s*\z'
    }
    It 'shows a release that is under way, and why it does not get on' {
        $null = Publish-Module turning 1.0.0 registry.local/ok:1
        Send-Line 'Clear-Host; Get-ReplicaStatus turning -Watch'
        Wait-Screen '1 Responsive'
        $null = Switch-Module turning -Version 2.0.0 -Image registry.local/missing:2 -NoWait
        Wait-Screen 'turning 1\.0\.0 . 2\.0\.0'
        Wait-Screen '. Image\.NotFound: '
        Send-Keys q
        Wait-Screen 'ready>\s*\z'
    }
    It 'tells of a list that fails, on a tidy terminal' {
        $dead = Join-Path $TestDrive 'dead'
        "{apiVersion: v1, kind: Config, current-context: x, clusters: [{name: x, cluster: {server: 'http://127.0.0.1:1'}}], users: [{name: x, user: {}}], contexts: [{name: x, context: {cluster: x, user: x}}]}" | Set-Content $dead
        Send-Line "Clear-Host; Get-ReplicaStatus -Watch -Kubeconfig '$dead'; `$Error[0].FullyQualifiedErrorId"
        Wait-Screen 'KubeAPIServer\.ConnectionRefused'
        Wait-Screen 'ready>\s*\z'
        foreach ($trait in @{ alternate_on = '0'; cursor_flag = '1'; wrap_flag = '1' }.GetEnumerator()) { Get-Trait $trait.Key | Should -Be $trait.Value -Because $trait.Key }
    }
}
