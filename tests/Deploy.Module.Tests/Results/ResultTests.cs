using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Deploy.Controller.Installation;
using Deploy.Kubernetes;
using Deploy.Module.Pump;
using Deploy.Results;

namespace Deploy.Module.Tests.Results;

/// <summary>Holds for every type that a command says it writes, and for all that it is made of.</summary>
public sealed class ResultTests
{
    private static readonly Type[] Plain = [typeof(string), typeof(bool), typeof(int), typeof(long), typeof(double)];

    // Parts of a record whose own properties the view has as its own.
    private static readonly HashSet<string> Flattened = ["ReplicaDiagnostic.Status", "ReplicaChange.Status", "ModulePackage.Stored", "RepairOutcome.Finding"];

    // What the attributes were given: the reference assembly's attributes keep nothing.
    private static readonly Type[] Written =
    [
        .. typeof(AsyncCmdlet).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AsyncCmdlet))).SelectMany(type => type.GetCustomAttributesData())
            .Where(data => data.AttributeType == typeof(OutputTypeAttribute)).SelectMany(data => (IEnumerable<CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)
            .Select(argument => (Type)argument.Value!).Distinct(),
    ];

    /// <summary>The views that are made of one record of the operations.</summary>
    public static TheoryData<Type, Type> Views() => [.. Written.Select(view => (Record: RecordOf(view)!, View: view)).Where(pair => pair.Record is not null).Select(pair => new TheoryDataRow<Type, Type>(pair.Record, pair.View))];

    public static TheoryData<Type> Parts()
    {
        var found = new HashSet<Type>();
        var left = new Queue<Type>(Written.Where(IsView));
        while (left.TryDequeue(out var view))
        {
            if (!found.Add(view))
                continue;
            foreach (var property in Properties(view))
                if (Inner(property.PropertyType) is var inner && IsView(inner))
                    left.Enqueue(inner);
        }
        return [.. found];
    }

    [Fact]
    public void Commands_write_text_or_views()
    {
        Assert.NotEmpty(Written);
        Assert.Empty(Written.Where(type => type != typeof(string) && !IsView(type)));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_view_is_made_of_text_numbers_and_views(Type view) => Assert.Empty(
        Properties(view).Where(property => Inner(property.PropertyType) is var inner && inner != typeof(ReadableTable) && !Plain.Contains(inner) && !IsView(inner)));

    [Theory]
    [MemberData(nameof(Views))]
    public void A_view_tells_all_of_its_record(Type record, Type view)
    {
        var sample = Sample.Of(record);
        var made = Result.Of(sample);
        Assert.IsType(view, made);
        AssertTells(sample, made);
    }

    [Fact]
    public void An_object_of_an_installation_is_told_by_its_name()
    {
        var view = new InstalledObject(new ControllerObject(new ResourceType<JsonObject>("apps", "v1", "deployments", "Deployment", Namespaced: true, () => throw new InvalidOperationException("It is not read.")), "ops", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "controller" } }));
        Assert.Equal(("Deployment", "ops", "controller", "Deployment ops/controller"), (view.Kind, view.Namespace, view.Name, view.ToString()));
    }

    [Fact]
    public void Text_and_views_stay_what_they_are()
    {
        var view = Result.Of(Sample.Of(typeof(Operations.Releases.Release)));
        Assert.Same(view, Result.Of(view));
        Assert.Same("line", Result.Of("line"));
    }

    [Fact]
    public void What_has_no_view_is_refused() => Assert.Contains("Deploy.Results", Assert.Throws<ArgumentException>(() => Result.Of(TimeSpan.Zero)).Message, StringComparison.Ordinal);

    private static void AssertTells(object record, object view)
    {
        // The text that the compiler gives a record is for no reader; a view may have a better one.
        if (view is not Flat && !record.GetType().GetMethod(nameof(ToString), [])!.IsDefined(typeof(CompilerGeneratedAttribute)))
            Assert.Equal(record.ToString(), view.ToString());
        foreach (var property in record.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var value = property.GetValue(record);
            if (Flattened.Contains($"{record.GetType().Name}.{property.Name}"))
            {
                // ModulePackage's parts are its own properties already, but for the place of the blob.
                if (view is not ModulePackage)
                    AssertTells(value!, new Flat(view));
                continue;
            }
            AssertTold(property.Name == "Type" && view is ReplicaChange ? nameof(ReplicaChange.Change) : property.Name, value, view);
        }
    }

    private static void AssertTold(string name, object? value, object view)
    {
        var told = Told(view, name);
        switch (value)
        {
            case TimeSpan span:
                Assert.Contains(told, new object[] { ResultText.Age(span), ResultText.Took(span) });
                Assert.Equal((long)span.TotalSeconds, Convert.ToInt64(Math.Floor(Convert.ToDouble(Told(view, name + "Seconds"), CultureInfo.InvariantCulture))));
                break;
            case DateTimeOffset: Assert.Equal("2026-11-30T22:30:05Z", told); break;
            case Uri address: Assert.Equal(address.AbsoluteUri, told); break;
            case Enum or Operations.Errors.ErrorCode: Assert.Equal(value.ToString(), told); break;
            case IReadOnlyDictionary<string, string> table: Assert.Equal(table, Assert.IsType<ReadableTable>(told)); break;
            case IEnumerable items when value is not string:
                var parts = ((IEnumerable)told!).Cast<object>().ToList();
                Assert.Equal(items.Cast<object>().Count(), parts.Count);
                Assert.All(items.Cast<object>().Zip(parts), pair => AssertSame(pair.First, pair.Second));
                break;
            default: AssertSame(value, told); break;
        }
    }

    private static void AssertSame(object? value, object? told)
    {
        if (value is null || Plain.Contains(value.GetType()))
            Assert.Equal(value, told);
        else
            AssertTells(value, told!);
    }

    private static object? Told(object view, string name)
    {
        var shown = view is Flat flat ? flat.View : view;
        var property = Properties(shown.GetType()).SingleOrDefault(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase));
        return (property ?? throw new Xunit.Sdk.XunitException($"{shown.GetType().Name} does not tell {name}.")).GetValue(shown);
    }

    private static Type? RecordOf(Type view) =>
        view.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic) is [var constructor] && constructor.GetParameters() is [var parameter, ..] && parameter.ParameterType.Namespace!.StartsWith("Deploy.Operations.", StringComparison.Ordinal)
            ? parameter.ParameterType
            : null;

    private static PropertyInfo[] Properties(Type view) => view.GetProperties(BindingFlags.Instance | BindingFlags.Public);

    private static bool IsView(Type type) => type.Namespace == typeof(Result).Namespace;

    private static Type Inner(Type type) => type.IsGenericType ? type.GetGenericArguments()[0] : type;

    // The text of a part that was flattened is not the view's.
    private sealed record Flat(object View);
}
