namespace HotStream.Bench;

/// <summary>
/// What three fields of readings add up to; the temperatures are multiples of 1/8, so the order of adding does not matter.
/// </summary>
internal struct JsonSum
{
    public long Records;
    public long NameBytes;
    public long Good;
    public double Celsius;

    public void Add(int nameBytes, long good, double celsius)
    {
        Records++;
        NameBytes += nameBytes;
        Good += good;
        Celsius += celsius;
    }

    public readonly JobAnswer Answer(long rounds) =>
        new(Records * rounds, NameBytes * rounds, unchecked((ulong)((Good * 1_000_003) + (long)(Celsius * 8)) * (ulong)rounds));
}
