using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Deploy.Kubernetes.Serialization;

/// <summary>How models are written: as <see cref="KubernetesJson"/> says, and without empty texts, lists and maps, which the server reads as absent anyway.</summary>
public static class ModelJson
{
    /// <summary>Read-only options for every model.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>The metadata of a model.</summary>
    /// <exception cref="NotSupportedException">The type is no model.</exception>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(KubernetesJson.Default.Options)
        {
            TypeInfoResolver = KubernetesJson.Default.WithAddedModifier(LeaveOutEmpty),
        };
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOutEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(string))
                property.ShouldSerialize = static (_, value) => value is string { Length: > 0 };
            else if (property.PropertyType.IsGenericType && property.PropertyType.IsAssignableTo(typeof(IEnumerable)))
                property.ShouldSerialize = static (_, value) => value is not null && !IsEmpty((IEnumerable)value);
        }
    }

    private static bool IsEmpty(IEnumerable items)
    {
        var enumerator = items.GetEnumerator();
        using var disposing = enumerator as IDisposable;
        return !enumerator.MoveNext();
    }
}
