using Deploy.LocalCluster.Selection;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Which objects of a type a list or a watch is about.</summary>
internal sealed record ObjectSelection(string? Namespace, LabelSelector Labels, FieldSelector Fields)
{
    public bool IsEverything => Labels.Requirements.Count == 0 && Fields.Terms.Count == 0;

    /// <exception cref="ApiException">400: a selector that cannot be read.</exception>
    public static ObjectSelection Read(ResourceRequest request)
    {
        var fields = FieldSelector.Parse(request.Kind, request.Http.Query("fieldSelector"));
        // A watch or list on one object's own path is a selection by its name.
        if (request.Name is { } name) fields = new([.. fields.Terms, ("metadata.name", name, true)]);
        return new(request.Namespace, LabelSelectorParser.Parse(request.Http.Query("labelSelector")), fields);
    }

    public bool Matches(StoredObject item) =>
        (Namespace is null || item.Name.Namespace == Namespace) && Labels.Matches(item.Labels) && Fields.Matches(item);
}
