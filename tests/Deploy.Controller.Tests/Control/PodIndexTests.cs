using Deploy.Controller.Control;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Tests.Control;

/// <summary>What is known of pods when the watch is behind what was written.</summary>
public sealed class PodIndexTests
{
    private readonly PodIndex _index = new();

    [Fact]
    public void What_the_watch_tells_from_before_an_own_write_is_old()
    {
        Assert.Equal("n", _index.Put(Pod("5")));
        _index.Written(Pod("9"));
        Assert.Null(_index.Put(Pod("7")));
        Assert.Equal("9", Version);
        Assert.Null(_index.Put(Pod("9")));
        Assert.Equal("n", _index.Put(Pod("10")));
        Assert.Equal("10", Version);
    }

    [Fact]
    public void What_the_watch_tells_after_an_own_write_counts_though_the_write_itself_was_not_told()
    {
        _index.Put(Pod("5"));
        _index.Written(Pod("9"));
        Assert.Equal("n", _index.Put(Pod("12")));
        Assert.Equal("12", Version);
    }

    [Fact]
    public void Once_an_own_write_was_told_the_watch_alone_counts()
    {
        // As after a server was set back to an earlier state.
        _index.Put(Pod("5"));
        _index.Written(Pod("9"));
        _index.Put(Pod("9"));
        Assert.Equal("n", _index.Put(Pod("3")));
        Assert.Equal("3", Version);
    }

    [Fact]
    public void An_own_write_brings_no_pod_back_that_is_gone_and_none_that_changed_since()
    {
        _index.Put(Pod("5"));
        _index.Put(Pod("11"));
        _index.Written(Pod("9"));
        Assert.Equal("11", Version);
        _index.Remove(Pod("11"));
        _index.Written(Pod("13"));
        Assert.Empty(_index.On("n"));
    }

    [Fact]
    public void Versions_that_are_no_numbers_leave_all_to_the_watch()
    {
        _index.Put(Pod("a"));
        _index.Written(Pod("c"));
        Assert.Equal("a", Version);
        Assert.Equal("n", _index.Put(Pod("b")));
    }

    private string? Version => Assert.Single(_index.On("n")).Pod.Metadata.ResourceVersion;

    private static Pod Pod(string version) => new() { Metadata = new ObjectMeta { Name = "p", Uid = "u", ResourceVersion = version }, Spec = new PodSpec { NodeName = "n" } };
}
