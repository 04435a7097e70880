using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace HotStream.Tests.Recovery;

/// <summary>Law: what is compressed is smaller by an eighth at least, and comes back as it was.</summary>
public sealed class SectionCompressionTests
{
    private static Gen<byte[]> Sections { get; } =
        from length in Gen.Choose(0, 20_000)
        from values in Gen.Choose(1, 256)
        from seed in Gen.Choose(0, 1 << 20)
        select Make(length, values, seed);

    [Property]
    public Property What_is_compressed_comes_back() => Cases.ForAll(Sections, section =>
    {
        byte[] buffer = [];
        byte[] stored = SectionCompression.Compress(section, ref buffer).ToArray();
        if (stored.Length > 0)
        {
            Assert.InRange(stored.Length, 1, section.Length - (section.Length / 8));
            Assert.Equal(section, SectionCompression.Expand(stored));
        }
        else
        {
            // five bits of eight and a table of codes: a shorter section, or one of more values, may miss an eighth
            Assert.True(section.Length < 1000 || section.Distinct().Count() > 32, "It would have paid.");
        }
    });

    [Fact]
    public void What_is_damaged_is_said()
    {
        byte[] buffer = [];
        byte[] stored = SectionCompression.Compress(new byte[5000], ref buffer).ToArray();
        stored[^1] ^= 0x55;
        Assert.Throws<InvalidDataException>(() => SectionCompression.Expand(stored));
        Assert.Throws<InvalidDataException>(() => SectionCompression.Expand(stored.AsMemory(..3)));
        Assert.Throws<InvalidDataException>(() => SectionCompression.Expand(new byte[] { 255, 255, 255, 127, 0 }));
    }

    private static byte[] Make(int length, int values, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.Next(values);
        }

        return bytes;
    }
}
