using System.Text;

namespace HotStream.Tests.Memory;

/// <summary>The hash behind sketches, which may be kept and merged by other processes: the literals below may never change.</summary>
public sealed class StableHash64Tests
{
    [Fact]
    public void The_hash_of_these_values_never_changes()
    {
        Assert.Equal(0xE220A8397B1DCDAFUL, StableHash64.Of(0L)); // the first output of SplitMix64 seeded with 0
        Assert.Equal(StableHash64.Of(7L), StableHash64.Of((byte)7));
        Assert.Equal(StableHash64.Of(7L), StableHash64.Of(new TimeSpan(7)));
        Assert.Equal(StableHash64.Of(7L), StableHash64.Of(new DateTime(7)));
        Assert.Equal(StableHash64.Of(TimeSpan.TicksPerHour),
            StableHash64.Of(new DateTimeOffset(2 * TimeSpan.TicksPerHour, TimeSpan.FromHours(1))));
        Assert.Equal(StableHash64.Of(BitConverter.DoubleToInt64Bits(0.5)), StableHash64.Of(0.5));
        Assert.Equal(StableHash64.Of(0.5), StableHash64.Of(0.5f));
        Assert.Equal(StableHash64.Of(0.0), StableHash64.Of(-0.0));
        Assert.Equal(StableHash64.Of(double.NaN), StableHash64.Of(-double.NaN));
        Assert.Equal(StableHash64.Of(0.0), StableHash64.Of<object?>(null));
        Assert.Equal(StableHash64.Of((long)(uint)new Version(1, 2).GetHashCode()), StableHash64.Of(new Version(1, 2)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("twelve bytes")]
    [InlineData("thirteen byte")]
    [InlineData("a text of 24 bytes, full")]
    [InlineData("a text that is longer than twelve bytes")]
    public void The_hash_of_a_text_is_the_documented_one(string text)
    {
        using var memory = new TextMemory();
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(bytes.Length <= 12 ? OfShort(bytes) : OfLong(bytes), StableHash64.Of(memory.Add(text)));
        Assert.Equal(OfLong(Encoding.Unicode.GetBytes(text)), StableHash64.Of(text));
    }

    [Fact]
    public void The_hash_of_a_guid_takes_all_its_bytes()
    {
        byte[] bytes = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
        Assert.Equal(Mix(Mix(BitConverter.ToUInt64(bytes)) ^ BitConverter.ToUInt64(bytes, 8)), StableHash64.Of(new Guid(bytes)));
    }

    [Fact]
    public void Every_bit_of_a_number_changes_about_half_of_the_hash()
    {
        for (int bit = 0; bit < 64; bit++)
        {
            long changed = 0;
            for (long value = 0; value < 1000; value++)
            {
                changed += long.PopCount((long)(StableHash64.Of(value) ^ StableHash64.Of(value ^ (1L << bit))));
            }

            Assert.InRange(changed, 31_000, 33_000);
        }
    }

    private static ulong OfShort(byte[] bytes)
    {
        byte[] padded = [.. BitConverter.GetBytes(bytes.Length), .. bytes, .. new byte[12 - bytes.Length]];
        return Mix(Mix(BitConverter.ToUInt64(padded)) ^ BitConverter.ToUInt64(padded, 8));
    }

    private static ulong OfLong(byte[] bytes)
    {
        byte[] padded = [.. bytes, .. new byte[(8 - (bytes.Length % 8)) % 8]];
        ulong state = Mix((ulong)bytes.Length);
        for (int i = 0; i < padded.Length; i += 8)
        {
            state = Mix(state ^ BitConverter.ToUInt64(padded, i));
        }

        return state;
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
