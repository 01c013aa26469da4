using Deploy.Module.Live;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Tests.Live;

public sealed class WatchedQueryTests
{
    [Fact]
    public void What_the_pipeline_brings_is_one_query_per_namespace()
    {
        var merged = WatchedQuery.Merge([Query("a", "biz1"), Query("a", "biz2"), Query("a", "biz1"), Query("b", "biz3")]);
        Assert.Equal(["a", "b"], merged.Select(query => query.Namespace));
        Assert.Equal(["biz1", "biz2"], merged[0].Names);
        Assert.Equal("biz1, biz2, biz3 in a, b", WatchedQuery.Describe(merged));
    }

    [Fact]
    public void No_name_means_all()
    {
        var merged = WatchedQuery.Merge([Query("a", "biz1"), Query("a")]);
        Assert.Empty(Assert.Single(merged).Names);
        Assert.Equal("all modules in a", WatchedQuery.Describe(merged));
        Assert.Equal("all modules in all namespaces", WatchedQuery.Describe([Query(null)]));
    }

    private static ReplicaQuery Query(string? ns, params string[] names) => new() { Namespace = ns, Names = names };
}
