namespace Deploy.Operations.Health;

/// <summary>Health as Spring Boot's actuator tells it. Later ones are worse.</summary>
public enum HealthStatus
{
    /// <summary>It works.</summary>
    Up,

    /// <summary>It is starting, or does not say.</summary>
    Unknown,

    /// <summary>It does not work, or was taken out of service.</summary>
    Down,
}
