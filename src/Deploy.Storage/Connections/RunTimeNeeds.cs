using System.IO.Hashing;

namespace Deploy.Storage.Connections;

/// <summary>
/// The SDK loads System.IO.Hashing for its CRC-64, and no package brings it along here. Naming a type of it makes it a
/// reference of this assembly, so that every build that takes this project takes the file too.
/// </summary>
internal static class RunTimeNeeds
{
    internal static readonly Type Hashing = typeof(Crc64);
}
