using System.Numerics;
using System.Text;
using FsCheck.Xunit;
using HotStream.Kinesis;

namespace HotStream.Tests.Connectors.Kinesis;

public sealed class KinesisPositionTests
{
    [Theory]
    [InlineData("TRIM_HORIZON")]
    [InlineData("SHARD_END")]
    [InlineData("@1764396571000")]
    [InlineData("49590338271490256608559692538361571095921575989136588898")]
    [InlineData("49590338271490256608559692538361571095921575989136588898/17")]
    [InlineData("0/0#12")]
    [InlineData("7#9@1764396571000")]
    public void A_text_is_the_same_when_it_was_read(string text)
    {
        Assert.True(KinesisPosition.TryParse(text, out KinesisPosition? position));
        Assert.Equal(text, position.Value.ToSaved());
        int time = text.IndexOf('@', StringComparison.Ordinal);
        Assert.Equal(time > 0 ? text[..time] : text, position.Value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("07")]
    [InlineData("-7")]
    [InlineData("7/")]
    [InlineData("7/-1")]
    [InlineData("7#x")]
    [InlineData("7@")]
    [InlineData("@")]
    [InlineData("LATEST")]
    public void What_is_no_position_is_refused(string text) => Assert.False(KinesisPosition.TryParse(text, out _));

    [Property]
    public void Sequence_numbers_are_compared_as_numbers(byte[] left, byte[] right, byte leftPart, byte rightPart)
    {
        BigInteger a = new(left, isUnsigned: true);
        BigInteger b = new(right, isUnsigned: true);
        KinesisPosition at = KinesisPosition.Behind(a.ToString(), leftPart, 0, null);
        KinesisPosition other = KinesisPosition.Behind(b.ToString(), rightPart, 0, null);
        int expected = Math.Sign(a != b ? a.CompareTo(b) : leftPart.CompareTo(rightPart));
        Assert.Equal(expected, Math.Sign(at.CompareTo(other)));
        Assert.Equal(-expected, Math.Sign(at.CompareRecord(Encoding.ASCII.GetBytes(b.ToString()), rightPart)));
    }

    [Fact]
    public void Behind_a_whole_record_all_of_its_parts_are_taken()
    {
        KinesisPosition whole = KinesisPosition.Behind("7", KinesisPosition.Alone, 0, null);
        Assert.True(whole.CompareRecord("7"u8, 5) <= 0);
        Assert.True(whole.CompareTo(KinesisPosition.Behind("7", 5, 0, null)) > 0);
        Assert.True(KinesisPosition.Oldest.CompareRecord("0"u8, KinesisPosition.Alone) > 0);
    }
}
