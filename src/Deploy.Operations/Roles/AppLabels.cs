namespace Deploy.Operations.Roles;

/// <summary>Labels of the replicas of an app, by which the gate finds them.</summary>
public static class AppLabels
{
    public const string Service = "app.module.deploy/service";

    public const string Destination = "app.module.deploy/destination";

    public const string Role = "app.module.deploy/role";
}
