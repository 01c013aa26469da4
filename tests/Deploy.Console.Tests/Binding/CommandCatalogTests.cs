using Deploy.Console.Binding;

namespace Deploy.Console.Tests.Binding;

public sealed class CommandCatalogTests
{
    [Theory]
    [InlineData("Get-ModuleErrorCode")]
    [InlineData("get-moduleerrorcode")]
    public void A_command_is_found_in_any_case(string name) =>
        Assert.Equal("Get-ModuleErrorCode", CommandCatalog.Find(name)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("Get")]
    [InlineData("Get-")]
    [InlineData("-Get")]
    [InlineData("Get-Nothing")]
    [InlineData("Get-Module+ErrorCode")]
    [InlineData("Get-Module-ErrorCode")]
    [InlineData("Get-ModuleErrorCode,Deploy.Module")]
    public void Anything_else_is_not_a_command(string name) => Assert.Null(CommandCatalog.Find(name));

    [Fact]
    public void Every_cmdlet_class_is_called_after_its_command()
    {
        Assert.NotEmpty(CommandCatalog.All());
        Assert.All(CommandCatalog.All(), command => Assert.Equal(command.Type, CommandCatalog.Find(command.Name)?.Type));
    }

    [Fact]
    public void No_parameter_has_the_name_of_a_common_one()
    {
        foreach (var command in CommandCatalog.All())
            Assert.All(command.Parameters, parameter => Assert.All(
                [parameter.Name, .. parameter.Aliases], name => Assert.Null(CommonParameters.Exact(command, name))));
    }
}
