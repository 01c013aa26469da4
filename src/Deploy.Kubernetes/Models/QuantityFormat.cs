namespace Deploy.Kubernetes.Models;

/// <summary>How a quantity is written.</summary>
public enum QuantityFormat
{
    /// <summary>Powers of 1000: 500m, 2, 5k, 3M.</summary>
    DecimalSI,

    /// <summary>Powers of 1024: 64Mi, 2Gi.</summary>
    BinarySI,

    /// <summary>Exponents: 12e6.</summary>
    DecimalExponent,
}
