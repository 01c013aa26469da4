namespace Deploy.Operations.Maintenance;

/// <summary>Warnings of one kind: the first in full, of the others only how many, however large the cluster is.</summary>
/// <param name="others">What the others are, such as <c>workloads use a URL of another store</c>.</param>
internal sealed class WarningList(string others)
{
    private const int Most = 100;
    private readonly List<string> first = [];
    private int more;

    public IEnumerable<string> Lines => more == 0 ? first : first.Append($"{more} more {others}.");

    public void Add(string warning)
    {
        if (first.Count < Most)
            first.Add(warning);
        else
            more++;
    }
}
