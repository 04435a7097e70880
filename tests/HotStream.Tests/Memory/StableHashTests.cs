using System.Text;
using FsCheck.Fluent;

namespace HotStream.Tests.Memory;

/// <summary>
/// The hash decides which partition a key's state is in, on disk and on other machines. The literals below may never change; whoever needs
/// another hash gives it another name and a migration.
/// </summary>
public sealed class StableHashTests
{
    private enum Signal : byte
    {
        Green = 1,
        Red = 42,
    }

    [Theory]
    [InlineData("", 0x0000_0000)]
    [InlineData("a", 0x9589_09A4)]
    [InlineData("the", 0x36E0_C578)]
    [InlineData("hotstream", 0xA029_B8C7)]
    [InlineData("twelve bytes", 0x96AB_C2E9)]
    [InlineData("thirteen byte", 0x1114_7CBA)]
    [InlineData("sixteen bytes ok", 0x4DCA_60D9)]
    [InlineData("a text that is longer than twelve bytes", 0xEA7B_24A4)]
    public void The_hash_of_these_texts_never_changes(string text, uint hash)
    {
        using var memory = new TextMemory();
        Assert.Equal(hash, StableHash.Of(memory.Add(text)));
        Assert.Equal(hash, StableHash.Of<Utf8Slice>(memory.Add(text)));
        Assert.Equal((int)hash, memory.Add(text).GetHashCode());
    }

    [Theory]
    [InlineData("a", 0xBFC8_BE81)]
    [InlineData("the", 0xA489_61CA)]
    [InlineData("hotstream", 0x42D3_4E86)]
    [InlineData("twelve bytes", 0x7DCB_8A3B)]
    [InlineData("thirteen byte", 0x8FAA_5284)]
    [InlineData("sixteen bytes ok", 0xD796_E65C)]
    [InlineData("a text that is longer than twelve bytes", 0xAC92_EEB3)]
    public void The_hash_of_these_strings_never_changes(string text, uint hash) => Assert.Equal(hash, StableHash.Of(text));

    [Theory]
    [InlineData(0, 0x0000_0000)]
    [InlineData(1, 0x493C_7D27)]
    [InlineData(42, 0xDD43_9B0D)]
    [InlineData(-1, 0xC44F_F94D)]
    [InlineData(0xFFFF_FFFF, 0x73D7_4D75)]
    [InlineData(long.MaxValue, 0x46B9_C235)]
    [InlineData(long.MinValue, 0x82F6_3B78)]
    public void The_hash_of_these_numbers_never_changes(long number, uint hash)
    {
        Assert.Equal(hash, StableHash.Of(number));
        Assert.Equal(hash, StableHash.Of((ulong)number));
        Assert.Equal(hash, StableHash.Of(new TimeSpan(number)));
    }

    [Fact]
    public void Narrow_numbers_are_extended_with_zeros()
    {
        Assert.Equal(StableHash.Of(0xFFFF_FFFFL), StableHash.Of(-1));
        Assert.Equal(StableHash.Of(0xFFFFL), StableHash.Of((short)-1));
        Assert.Equal(StableHash.Of(0xFFL), StableHash.Of((sbyte)-1));
        Assert.Equal(StableHash.Of(65L), StableHash.Of('A'));
        Assert.Equal(StableHash.Of(1L), StableHash.Of(true));
        Assert.Equal(StableHash.Of(42L), StableHash.Of(Signal.Red));
        Assert.NotEqual(StableHash.Of(-1L), StableHash.Of(-1));
    }

    [Property(MaxTest = 300)]
    public Property The_hash_of_a_text_is_the_documented_one() => Cases.ForAll(Cases.Arrays(Cases.AnyByte, 0, 60), text =>
    {
        using var memory = new TextMemory();
        Assert.Equal(SlowCrc32C.OfText(text), StableHash.Of(memory.Add(text)));
    });

    [Property]
    public Property The_hash_of_a_string_is_the_documented_one() => Cases.ForAll(Cases.Arrays(Cases.AnyByte, 0, 40), bytes =>
    {
        string text = Encoding.Latin1.GetString(bytes) + "ж🔥";
        Assert.Equal(SlowCrc32C.OfString(text), StableHash.Of(text));
    });

    [Property(MaxTest = 200)]
    public Property The_hash_of_a_number_is_the_documented_one() => Cases.ForAll(Cases.AnyByte.ArrayOf(8), bytes =>
        Assert.Equal(SlowCrc32C.OfWord(BitConverter.ToUInt64(bytes)), StableHash.Of(BitConverter.ToUInt64(bytes))));

    [Fact]
    public void Every_partition_is_a_range_of_hashes()
    {
        Assert.Equal(0, StableHash.Partition(0, 8));
        Assert.Equal(0, StableHash.Partition(0x1FFF_FFFF, 8));
        Assert.Equal(1, StableHash.Partition(0x2000_0000, 8));
        Assert.Equal(7, StableHash.Partition(uint.MaxValue, 8));
        Assert.Equal(0, StableHash.Partition(uint.MaxValue, 1));
        for (int partitions = 1; partitions < 40; partitions++)
        {
            int[] dealt = new int[partitions];
            for (long key = 0; key < 40_000; key++)
            {
                dealt[StableHash.Partition(StableHash.Of(key), partitions)]++;
            }

            Assert.All(dealt, count => Assert.InRange(count, 0.7 * 40_000 / partitions, 1.4 * 40_000 / partitions));
        }
    }
}
