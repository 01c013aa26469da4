using Deploy.Operations.Maintenance;

namespace Deploy.Functions.Settings;

/// <summary>A cluster that the timers look after.</summary>
internal sealed record ClusterTarget(string Name, MaintenanceContext Context);
