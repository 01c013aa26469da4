using System.Text;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Tests.Errors;

public sealed class ErrorCodesDocumentTests
{
    private const string Introduction = """
        # Error codes

        Every error of a command and every cause of a replica's state carries one of these codes. A code has two levels: who is concerned, and what happened.
        Scripts may match on them; spellings never change. `Get-ModuleErrorCode` shows the same table. "Retry" means that doing the same again can succeed.

        This file is generated from the catalogue: run the tests of Deploy.Operations with `DEPLOY_UPDATE_DOCS=1`.

        """;

    /// <summary>Rewrite the document with DEPLOY_UPDATE_DOCS=1.</summary>
    [Fact]
    public void The_document_is_the_catalogue()
    {
        var file = Repository.Path("docs", "error-codes.md");
        var current = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var generated = Write();
        if (Repository.Asks("DEPLOY_UPDATE_DOCS")) File.WriteAllText(file, generated);
        Assert.Equal(generated, current);
    }

    private static string Write()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var source in ErrorCodes.All.GroupBy(entry => entry.Source, StringComparer.Ordinal))
        {
            text.Append($"\n## {source.Key}\n\n| Code | Retry | Category | Meaning | What to do |\n|---|---|---|---|---|\n");
            foreach (var entry in source)
                text.Append($"| `{entry.Code}` | {(entry.Retryable ? "yes" : "no")} | {entry.Category} | {entry.Meaning} | {entry.Suggestion} |\n");
        }
        return text.ToString();
    }
}
