using BenchmarkDotNet.Attributes;

namespace HotStream.Bench;

/// <summary>Every white space of a megabyte, by each vector width, and by a search call for each.</summary>
public unsafe class ScanBench
{
    private readonly BenchText _text = new();
    private readonly int[] _positions = new int[4096 + ByteScanner.Slack];
    private ByteScanner _scanner = null!;

    /// <summary>Widths of this processor.</summary>
    public static IEnumerable<string> Widths => KernelCatalog.Supported;

    /// <summary>The width measured.</summary>
    [ParamsSource(nameof(Widths))]
    public string Width { get; set; } = "";

    [GlobalSetup]
    public void Check()
    {
        _scanner = KernelCatalog.CreateScanner(Width);
        BenchText.Check(SearchCalls(), Scan());
    }

    [Benchmark(Baseline = true)]
    public int SearchCalls()
    {
        ReadOnlySpan<byte> rest = _text.Slab.Bytes[..BenchText.Bytes];
        int found = 0;
        for (int at; (at = rest.IndexOfAny((byte)' ', (byte)'\n')) >= 0; found++)
            rest = rest[(at + 1)..];
        return found;
    }

    [Benchmark]
    public int Scan()
    {
        int found = 0;
        fixed (int* positions = _positions)
        fixed (byte* text = _text.Slab.Bytes)
        {
            for (int at = 0; at < BenchText.Bytes; at += 4096)
                found += _scanner.FindBlanks(text + at, 4096, positions);
        }

        return found;
    }
}
