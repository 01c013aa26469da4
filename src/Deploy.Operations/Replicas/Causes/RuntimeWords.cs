using System.Text.RegularExpressions;

namespace Deploy.Operations.Replicas;

/// <summary>What a container runtime says, without the layers that it went through: each of them puts its own words before those that tell.</summary>
internal static partial class RuntimeWords
{
    public static string Core(string said) => Layers().Replace(said, "").Trim() is { Length: > 0 } core ? core : said;

    // containerd and runc beside Kubernetes 1.36, dockershim and runc beside 1.20.
    [GeneratedRegex("""
        ^(rpc\ error:\ code\ =\ \w+\ desc\ =\ |failed\ to\ create\ (containerd|shim)\ task:\ |failed\ to\ start\ container\ "[^"]*":\ |Error\ response\ from\ daemon:\ |
        OCI\ runtime\ create\ failed:\ |runc\ create\ failed:\ |unable\ to\ start\ container\ process:\ |error\ during\ container\ init:\ |
        (container|process|rootfs)_linux\.go:\d+:\ |starting\ container\ process\ caused:?\ |container\ init\ caused:?\ |
        failed\ to\ pull\ and\ unpack\ image\ "[^"]*":\ |failed\ to\ resolve\ reference\ "[^"]*":\ )+
        """, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Layers();
}
