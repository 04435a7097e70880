using System.Globalization;

namespace HotStream.Bench;

/// <summary>The verb limits: measures each and prints one table.</summary>
internal static class LimitReport
{
    public static void Run(BenchOptions options, TextWriter output)
    {
        var text = ZipfText.GetOrCreate(DataFolder.Find(options.Data), options.SizeMiB);
        ILimit[] limits =
        [
            new MemoryReadLimit(),
            new MemoryCopyLimit(),
            new FileReadLimit(text),
            new TcpDrainLimit(text),
            new DelimiterScanLimit(text, inCache: true, positions: false),
            new DelimiterScanLimit(text, inCache: false, positions: false),
            new DelimiterScanLimit(text, inCache: true, positions: true),
            new DelimiterScanLimit(text, inCache: false, positions: true),
            new PingPongLimit(),
        ];
        var table = new TextTable("limit", ">median", ">low", ">high", "unit", "how");
        foreach (var limit in limits)
        {
            var result = limit.Measure();
            table.Add(result.Name, Number(result.Median), Number(result.Low), Number(result.High), result.Unit, result.How);
        }

        table.Write(output);
    }

    private static string Number(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
