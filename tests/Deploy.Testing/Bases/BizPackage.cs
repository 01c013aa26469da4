using System.IO.Compression;
using System.Text.Json;
using Deploy.LocalCluster.Bases;

namespace Deploy.Testing.Bases;

/// <summary>Makes module packages as bases read them.</summary>
public static class BizPackage
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    public static byte[] Of(string name, string version, ModuleSimulation? simulation = null)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "META-INF/MANIFEST.MF", $"Manifest-Version: 1.0\nArk-Biz-Name: {name}\nArk-Biz-Version: {version}\n");
            if (simulation is not null)
                Write(zip, "simulation.json", JsonSerializer.Serialize(simulation, Json));
        }
        return stream.ToArray();
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }
}
