using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Kubernetes.Models;

/// <summary>An amount of a resource: cores for cpu, bytes for memory. Written as Kubernetes does (500m, 64Mi), compared by value.</summary>
[JsonConverter(typeof(QuantityConverter))]
public readonly record struct Quantity(decimal Value, QuantityFormat Format = QuantityFormat.DecimalSI) : IComparable<Quantity>
{
    public static Quantity Zero => default;

    public static bool operator <(Quantity left, Quantity right) => left.Value < right.Value;

    public static bool operator >(Quantity left, Quantity right) => left.Value > right.Value;

    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.Value;

    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.Value;

    /// <summary>The sum, in the format of the first summand unless that is zero.</summary>
    public static Quantity operator +(Quantity left, Quantity right) =>
        new(left.Value + right.Value, left.Value == 0 ? right.Format : left.Format);

    public static Quantity operator -(Quantity left, Quantity right) =>
        new(left.Value - right.Value, left.Value == 0 ? right.Format : left.Format);

    /// <summary>Reads 500m, 1.5, 64Mi, 12e6 and the like.</summary>
    /// <exception cref="FormatException">The text is no quantity.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity) ? quantity : throw new FormatException($"'{text}' is not a quantity; write it like 500m, 2, 64Mi or 1Gi.");

    /// <summary>False where the text is no quantity or beyond the range of a decimal.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity quantity) => QuantityNotation.TryParse(text, out quantity);

    public static Quantity Add(Quantity left, Quantity right) => left + right;

    public static Quantity Subtract(Quantity left, Quantity right) => left - right;

    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    /// <summary>Equal by value: 1000m equals 1.</summary>
    public bool Equals(Quantity other) => Value == other.Value;

    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The canonical form: the largest unit that leaves no fraction.</summary>
    public override string ToString() => QuantityNotation.Write(this);
}
