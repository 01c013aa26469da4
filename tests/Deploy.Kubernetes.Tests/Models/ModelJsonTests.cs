using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Kubernetes.Tests.Models;

public sealed class ModelJsonTests
{
    [Fact]
    public void Nulls_and_unknown_fields_read_as_nothing()
    {
        var pod = JsonSerializer.Deserialize(
            """
            {"metadata":null,"spec":{"containers":null,"nodeSelector":null,"hostNetwork":null,"new":{"x":[1]},"tolerations":[{"key":null}]},
             "status":{"conditions":null,"startTime":null,"containerStatuses":[{"name":null,"ready":null,"restartCount":null,"state":null,"lastState":{"terminated":{"exitCode":null}}}]}}
            """,
            ModelJson.Of<Pod>())!;

        Assert.Equal("", pod.Metadata.Name);
        Assert.Empty(pod.Metadata.Labels);
        Assert.Empty(pod.Spec.Containers);
        Assert.Empty(pod.Spec.NodeSelector);
        Assert.Empty(pod.Status.Conditions);
        var container = Assert.Single(pod.Status.ContainerStatuses);
        Assert.Equal(("", false, 0), (container.Name, container.Ready, container.RestartCount));
        Assert.Null(container.State.Running);
        Assert.Equal(0, container.LastState.Terminated!.ExitCode);
    }

    [Fact]
    public void Every_model_reads_an_object_full_of_nulls()
    {
        var models = typeof(Pod).Assembly.GetTypes().Where(type => type is { Namespace: "Deploy.Kubernetes.Models", IsClass: true, IsPublic: true } && type.GetMethod("<Clone>$") is not null).ToList();

        Assert.True(models.Count > 100);
        Assert.All(models.Where(type => ModelJson.Options.TryGetTypeInfo(type, out _)), type =>
        {
            var info = ModelJson.Options.GetTypeInfo(type);
            var nulls = new JsonObject(info.Properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)null)));
            var model = JsonSerializer.Deserialize(nulls.ToJsonString(), info)!;
            foreach (var property in info.Properties.Where(property => property.PropertyType.IsGenericType && !property.PropertyType.IsValueType))
                Assert.NotNull(property.Get!(model));
        });
    }

    [Fact]
    public void Absent_values_and_empty_lists_are_not_written()
    {
        var json = Resources.Pods.ToJson(new Pod { Metadata = new() { Name = "a" }, Spec = new() { Containers = [new() { Name = "web", Image = "i" }] } });

        Assert.Equal(
            """{"metadata":{"name":"a","generation":0},"spec":{"containers":[{"name":"web","image":"i"}],"hostNetwork":false},"status":{},"apiVersion":"v1","kind":"Pod"}""",
            json.ToJsonString());
    }

    [Fact]
    public void Times_are_written_as_the_server_demands()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1));
        var lease = Resources.Leases.ToJson(new Lease { Metadata = new() { CreationTimestamp = time }, Spec = new() { RenewTime = time } });

        Assert.Equal("2026-01-02T02:04:05.678000Z", (string?)lease["spec"]!["renewTime"]);
        Assert.Equal("2026-01-02T02:04:05Z", (string?)lease["metadata"]!["creationTimestamp"]);
    }

    [Fact]
    public void An_untyped_body_keeps_every_field_and_is_not_changed()
    {
        var body = new JsonObject { ["spec"] = new JsonObject { ["unknown"] = 1 } };

        var json = Resources.Untyped("apps", "v1", "deployments", "Deployment", true).ToJson(body);

        Assert.Equal("""{"spec":{"unknown":1},"apiVersion":"apps/v1","kind":"Deployment"}""", json.ToJsonString());
        Assert.Equal("""{"spec":{"unknown":1}}""", body.ToJsonString());
    }

    [Theory]
    [InlineData("25%", 10, true, 3)]
    [InlineData("25%", 10, false, 2)]
    [InlineData("100%", 7, false, 7)]
    [InlineData("0%", 7, true, 0)]
    public void A_percentage_is_rounded_as_asked(string text, int total, bool up, int expected) =>
        Assert.Equal(expected, new IntOrString(text).Of(total, up));

    [Fact]
    public void A_port_name_is_no_percentage() => Assert.Throws<FormatException>(() => new IntOrString("http").Of(1, true));
}
