using BenchmarkDotNet.Attributes;

namespace HotStream.Bench;

/// <summary>
/// Hashes of short texts: CRC-32C as the tables use it first, the keyed hash they fall back to, .NET's randomised string hash.
/// </summary>
public unsafe class HashBench
{
    private const int Keys = 4096;

    private readonly Utf8Slice[] _slices = new Utf8Slice[Keys];
    private readonly string[] _strings = new string[Keys];

    [GlobalSetup]
    public void Check()
    {
        for (int i = 0; i < Keys; i++)
        {
            _strings[i] = $"key-{i:D6}";
            _slices[i] = Utf8Slice.FromInline(System.Text.Encoding.ASCII.GetBytes(_strings[i]));
        }

        BenchText.Check(Keys, _slices.Select(slice => StableHash.Of(slice)).Distinct().Count());
        BenchText.Check(Crc(), _slices.Aggregate(0u, (sum, slice) => sum + StableHash.Of(slice)));
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Keys)]
    public uint Crc()
    {
        uint sum = 0;
        fixed (Utf8Slice* keys = _slices)
        {
            for (int i = 0; i < Keys; i++)
                sum += SliceKind.Hash(keys + i);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public uint Keyed()
    {
        uint sum = 0;
        fixed (Utf8Slice* keys = _slices)
        {
            for (int i = 0; i < Keys; i++)
                sum += SliceKind.KeyedHash(keys + i);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public int StringHash()
    {
        int sum = 0;
        foreach (string key in _strings)
            sum += key.GetHashCode();
        return sum;
    }
}
