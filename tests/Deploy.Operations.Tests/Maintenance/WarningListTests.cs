using Deploy.Operations.Maintenance;

namespace Deploy.Operations.Tests.Maintenance;

public sealed class WarningListTests
{
    [Fact]
    public void The_first_are_told_in_full_and_the_others_counted()
    {
        var warnings = new WarningList("replicas are lost");
        for (var i = 0; i < 100; i++)
            warnings.Add($"replica {i} is lost");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"replica {i} is lost"), warnings.Lines);

        warnings.Add("one more");
        warnings.Add("and another");
        Assert.Equal((101, "2 more replicas are lost."), (warnings.Lines.Count(), warnings.Lines.Last()));
    }
}
