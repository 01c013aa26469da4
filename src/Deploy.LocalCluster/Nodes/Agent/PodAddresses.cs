using System.Globalization;

namespace Deploy.LocalCluster.Nodes.Agent;

/// <summary>Hands out pod addresses of 10.244.0.0/16, each again only when all others were used since.</summary>
internal sealed class PodAddresses
{
    private const int Size = 256 * 254;

    private readonly Lock gate = new();
    private readonly HashSet<int> taken = [];
    private int last = -1;

    /// <exception cref="InvalidOperationException">All are in use.</exception>
    public string Take()
    {
        lock (gate)
        {
            if (taken.Count == Size)
                throw new InvalidOperationException($"All {Size} pod addresses are in use.");
            do
                last = (last + 1) % Size;
            while (!taken.Add(last));
            return string.Create(CultureInfo.InvariantCulture, $"10.244.{last / 254}.{(last % 254) + 1}");
        }
    }

    public void Return(string address)
    {
        var parts = address.Split('.');
        lock (gate)
            taken.Remove((int.Parse(parts[2], CultureInfo.InvariantCulture) * 254) + int.Parse(parts[3], CultureInfo.InvariantCulture) - 1);
    }
}
