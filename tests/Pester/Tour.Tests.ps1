BeforeDiscovery { . "$PSScriptRoot/Setup.ps1" }

Describe 'docs/tour.md' {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        # What differs between two runs: numbers, names of replicas, columns' widths and with them where a last cell is cut,
        # replicas that are just coming or going. Of a line that is cut, what stood before any cut that may happen is compared.
        function Get-Gist([string] $path) {
            Get-Content $path | Where-Object { $_ -notmatch 'Decommissioned|\d/1\s+(Starting|Started)\s|^WARNING: biz1-\S+: (Starting|Started),|^\s*(Life|Node|Events|Containers|Cause)\s+:|^\s+\d{4}-|^\s{13}|^-+ ' } |
                ForEach-Object { $_ -replace 'biz1-[0-9a-z]+-[0-9a-z]{5}', 'biz1-x' -replace '\d+(ms|s|m|h)(\d+s)?\b', '#' -replace 'node-\d', 'node' -replace '\d+ answered', '# answered' -replace '\b\d{2,}\b', '#' -replace '\s+', ' ' } |
                ForEach-Object { $_ -replace '^(.{70}).*…$', '$1…' } |
                Group-Object | ForEach-Object Name | Sort-Object
        }
    }
    It 'compares a cut line by what no other width cuts away' {
        $row = 'biz1-79f967b9b-84xm7  biz1   3.0.0   0/1   StartingError  0        {0} node-2 Image.NotFound: Image registry.local/missing:3 of container "biz1" {1}'
        Set-Content (Join-Path $TestDrive 'narrow') ($row -f '0s ', 'canno…')
        Set-Content (Join-Path $TestDrive 'wide') ($row -f '1m10s', 'c…')
        Set-Content (Join-Path $TestDrive 'other') ($row.Replace('NotFound', 'Denied') -f '0s', 'canno…')
        Get-Gist (Join-Path $TestDrive 'narrow') | Should -Be (Get-Gist (Join-Path $TestDrive 'wide'))
        Get-Gist (Join-Path $TestDrive 'narrow') | Should -Not -Be (Get-Gist (Join-Path $TestDrive 'other'))
    }
    It 'is what the tour really says' {
        $new = Join-Path $TestDrive 'tour.md'
        Invoke-Fresh ([scriptblock]::Create("& '$Root/tests/Pester/Write-TourTranscript.ps1' -Destination '$new'")) | Should -BeNullOrEmpty
        $told = Get-Gist (Join-Path $Root 'docs/tour.md')
        $real = Get-Gist $new
        Compare-Object $told $real | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
    }
}
