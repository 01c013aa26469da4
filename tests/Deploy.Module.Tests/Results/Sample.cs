using System.Reflection;

namespace Deploy.Module.Tests.Results;

/// <summary>Makes a record of any type with a value in each of its properties, so that what a view forgets is seen.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Moment = new(2026, 12, 1, 0, 30, 5, 700, TimeSpan.FromHours(2));
    public static readonly TimeSpan Span = new(1, 2, 3, 4, 250);

    public static object Of(Type type) => Of(type, type.Name);

    private static object Of(Type type, string name)
    {
        var given = Nullable.GetUnderlyingType(type) ?? type;
        if (given == typeof(string))
            return name == "Code" ? "Some.Code" : $"{name}-text";
        if (given == typeof(int) || given == typeof(long))
            return Convert.ChangeType(7, given);
        if (given == typeof(bool))
            return true;
        if (given == typeof(TimeSpan))
            return Span;
        if (given == typeof(DateTimeOffset))
            return Moment;
        if (given == typeof(Uri))
            return new Uri("https://store.example.com/packages/orders.jar");
        if (given.IsEnum)
            return Enum.GetValues(given).GetValue(1)!;
        if (given == typeof(IReadOnlyDictionary<string, string>))
            return new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "shop", ["tier"] = "web" };
        if (given.IsGenericType && given.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return List(given.GetGenericArguments()[0], name);
        return Record(given);
    }

    private static Array List(Type item, string name)
    {
        var items = Array.CreateInstance(item, 2);
        items.SetValue(Of(item, name), 0);
        items.SetValue(Of(item, name), 1);
        return items;
    }

    private static object Record(Type type)
    {
        var constructor = type.GetConstructors().MinBy(each => each.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, parameter.Name!))]);
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.SetMethod?.IsPublic is true))
            property.SetValue(made, Of(property.PropertyType, property.Name));
        return made;
    }
}
