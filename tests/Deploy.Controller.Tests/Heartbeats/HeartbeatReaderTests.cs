using System.Text;
using Deploy.Controller.Heartbeats;

namespace Deploy.Controller.Tests.Heartbeats;

public sealed class HeartbeatReaderTests
{
    [Fact]
    public void Reads_what_a_base_sends()
    {
        var beat = Read("""{"baseMetadata":{"identity":"base-7f","version":"1.1.1","clusterName":"blue","name":"base"},"localIP":"10.1.2.3","localHostName":"host1","port":1239,"state":"ACTIVATED"}""");
        Assert.Equal(new Heartbeat { Identity = "base-7f", Name = "base", Version = "1.1.1", ClusterName = "blue", Ip = "10.1.2.3", HostName = "host1", Port = 1239 }, beat);
        Assert.Equal("http://10.1.2.3:1239/", beat.Arklet.ToString());
    }

    [Theory]
    [InlineData("""{"baseMetadata":{"identity":"b"},"localIP":"10.1.2.3"}""", 1238, true)]
    [InlineData("""{"baseMetadata":{"identity":"b","version":3},"localIP":"::1","port":"x","state":7}""", 1238, true)]
    [InlineData("""{"baseMetadata":{"identity":"b"},"localIP":"10.1.2.3","port":70000,"state":"deactivated"}""", 1238, false)]
    public void Reads_odd_fields_as_absent(string json, int port, bool active)
    {
        var beat = Read(json);
        Assert.Equal((port, active), (beat.Port, beat.Active));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"baseMetadata":{"identity":"b"}}""")]
    [InlineData("""{"baseMetadata":{"identity":"b"},"localIP":"example.com"}""")]
    [InlineData("""{"baseMetadata":{"identity":"../../x"},"localIP":"10.1.2.3"}""")]
    [InlineData("""{"baseMetadata":{"identity":"UPPER"},"localIP":"10.1.2.3"}""")]
    public void Refuses_what_cannot_become_a_node(string json) => Assert.Throws<FormatException>(() => Read(json));

    private static Heartbeat Read(string json) => HeartbeatReader.Read(Encoding.UTF8.GetBytes(json));
}
