using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Validation;

/// <summary>Rules of a Deployment's strategy and deadlines.</summary>
internal static class DeploymentRules
{
    public static IEnumerable<FieldError> Check(JsonObject? spec)
    {
        var type = spec.Text("strategy", "type");
        if (type is not ("RollingUpdate" or "Recreate"))
            yield return FieldError.NotSupported("spec.strategy.type", type ?? "", "Recreate", "RollingUpdate");
        if (type == "Recreate" && spec.Object("strategy", "rollingUpdate") is not null)
            yield return FieldError.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        if (type == "RollingUpdate")
        {
            var surge = spec.At("strategy", "rollingUpdate", "maxSurge");
            var unavailable = spec.At("strategy", "rollingUpdate", "maxUnavailable");
            foreach (var error in Amount(surge, "spec.strategy.rollingUpdate.maxSurge")) yield return error;
            foreach (var error in Amount(unavailable, "spec.strategy.rollingUpdate.maxUnavailable")) yield return error;
            if (Value(surge) == 0 && Value(unavailable) == 0)
                yield return FieldError.Invalid("spec.strategy.rollingUpdate.maxUnavailable", 0, "may not be 0 when `maxSurge` is 0");
            if (unavailable.AsText() is not null && Value(unavailable) > 100)
                yield return FieldError.Invalid("spec.strategy.rollingUpdate.maxUnavailable", unavailable.AsText(), "must not be greater than 100%");
        }

        if (spec.Number("progressDeadlineSeconds") is { } deadline && deadline <= (spec.Number("minReadySeconds") ?? 0))
            yield return FieldError.Invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }

    private static IEnumerable<FieldError> Amount(JsonNode? amount, string field)
    {
        switch (Value(amount))
        {
            case null:
                yield return FieldError.Invalid(field, amount, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
                break;
            case < 0:
                yield return FieldError.Invalid(field, amount, "must be greater than or equal to 0");
                break;
        }
    }

    private static long? Value(JsonNode? amount)
    {
        if (amount.AsNumber() is { } number) return number;
        return amount.AsText() is { Length: > 1 } text && text.EndsWith('%')
            && long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : null;
    }
}
