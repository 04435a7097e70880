using System.Globalization;
using System.Text;

namespace HotStream.Bench;

/// <summary>A file of about 200 MB: objects of JSON with ten fields, one a line.</summary>
internal sealed class FrameJson
{
    private const long WantedBytes = 200_000_000;
    private const int Devices = 10_000;

    private FrameJson(string path, long rows)
    {
        Path = path;
        Rows = rows;
    }

    public string Path { get; }

    public long Rows { get; }

    public long Bytes => new FileInfo(Path).Length;

    public static FrameJson GetOrCreate(string folder)
    {
        var path = System.IO.Path.Combine(folder, "frame-readings.json");
        if (!File.Exists(path))
            Write(path);
        return new FrameJson(path, File.ReadLines(path).LongCount());
    }

    private static void Write(string path)
    {
        var random = new SplitMix64(42);
        using var writer = new StreamWriter(path + ".tmp", false, new UTF8Encoding(false));
        for (long written = 0; written < WantedBytes;)
        {
            var (id, device, city) = (random.Next() >> 24, random.Below(Devices), random.Below(1000));
            var (celsius, humidity) = ((random.Below(6500) / 100.0) - 20, random.Below(10000) / 10000.0);
            var (lat, lon) = ((random.Below(180_000_000) / 1e6) - 90, (random.Below(360_000_000) / 1e6) - 180);
            var ok = random.Below(10) > 0 ? "true" : "false";
            var ts = 1600000000000 + random.Below(1_000_000_000);
            var line = string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},\"device\":\"dev-{device:D5}\",\"celsius\":{celsius:F2},"
                + $"\"humidity\":{humidity:F4},\"ok\":{ok},\"city\":\"city-{city}\",\"ts\":{ts},\"lat\":{lat:F6},\"lon\":{lon:F6},"
                + $"\"note\":\"measured by the usual sensor\"}}");
            writer.Write(line);
            writer.Write('\n');
            written += line.Length + 1;
        }

        writer.Dispose();
        File.Move(path + ".tmp", path);
    }
}
