using System.Management.Automation;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;

namespace Deploy.Module.Tests.Pump;

public sealed class CommandErrorsTests
{
    [Fact]
    public void Every_code_of_the_catalogue_has_a_category_of_PowerShells()
    {
        foreach (var code in ErrorCodes.All)
        {
            var error = CommandErrors.From(new DeployException(code, "message", "target"));
            Assert.Equal(code, error.Code);
            Assert.NotEqual(ErrorCategory.NotSpecified, CommandErrors.CategoryOf(error));
            Assert.Equal(code.Category.ToString(), CommandErrors.CategoryOf(error).ToString());
            Assert.Equal("target", error.Target);
            Assert.NotEmpty(error.Suggestion);
        }
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(FormatException))]
    [InlineData(typeof(IOException))]
    public void Any_other_failure_has_an_id_and_a_category_too(Type type)
    {
        var error = CommandErrors.From((Exception)Activator.CreateInstance(type)!);
        Assert.Contains('.', error.Code.Code);
        Assert.NotEqual(ErrorCategory.NotSpecified, CommandErrors.CategoryOf(error));
    }

    [Fact]
    public void Secrets_do_not_pass()
    {
        var error = CommandErrors.From(new IOException("GET https://h/c/b?sv=1&sig=AbC123%3D failed"));
        Assert.DoesNotContain("AbC123", error.Message, StringComparison.Ordinal);
    }
}
