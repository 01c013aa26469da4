using Diagnosed = Deploy.Operations.Diagnostics;
using Errors = Deploy.Operations.Errors;
using Health = Deploy.Operations.Health;
using Maintained = Deploy.Operations.Maintenance;
using Modules = Deploy.Operations.Modules;
using Packed = Deploy.Operations.Packages;
using Released = Deploy.Operations.Releases;
using Repaired = Deploy.Operations.Repair;
using Replicas = Deploy.Operations.Replicas;
using Saved = Deploy.Operations.Templates;

namespace Deploy.Results;

/// <summary>
/// What commands write. The operations work with records that have enumerations, time spans and moments; PowerShell's JSON has numbers
/// for the first and a dozen fields for the second, and its CSV writes moments as the session's culture does. So each record becomes a view
/// of it here: states, kinds and ages are text, moments are ISO 8601 in UTC, lists say what is in them. Ages are also there as numbers.
/// The few results that are made of other libraries' records are made where they are written, so that no command loads those for this.
/// </summary>
public static class Result
{
    /// <summary>The view of what an operation returned. Text stays text, and a view itself.</summary>
    /// <param name="value">A record of the operations.</param>
    /// <exception cref="ArgumentException">It has no view: a command would show a type that is not made to be shown.</exception>
    public static object Of(object value) => value switch
    {
        Replicas.ReplicaStatus replica => new ReplicaStatus(replica),
        Replicas.ReplicaChange { Status: { } replica } change => new ReplicaChange(change, replica),
        Diagnosed.ReplicaDiagnostic diagnostic => new ReplicaDiagnostic(diagnostic),
        Modules.PublishedModule module => new PublishedModule(module),
        Released.Release release => new Release(release),
        Saved.SavedTemplate template => new SavedTemplate(template),
        Maintained.MaintenanceReport report => new MaintenanceReport(report),
        Maintained.MaintenanceStep step => new MaintenanceStep(step),
        Repaired.RepairOutcome outcome => new RepairOutcome(outcome),
        Packed.ModulePackage package => new ModulePackage(package),
        Packed.PackageInspection inspection => new PackageInspection(inspection),
        Health.ModuleBase host => new ModuleBase(host),
        Errors.ErrorCode code => new ErrorCode(code),
        string text => text,
        not null when value.GetType().Namespace == typeof(Result).Namespace => value,
        _ => throw new ArgumentException($"{value?.GetType()} has no view in {typeof(Result).Namespace}.", nameof(value)),
    };
}
