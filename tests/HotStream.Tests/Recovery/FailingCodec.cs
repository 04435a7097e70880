using System.Buffers;
using System.Globalization;
using System.Text;

namespace HotStream.Tests.Recovery;

/// <summary>Stores sums, unless it is to fail.</summary>
internal sealed class FailingCodec : Codec<FailingCodec.Sum>
{
    /// <summary>A class, which needs a codec.</summary>
    public sealed record Sum(long Total);

    public bool Fails { get; set; }

    public override string Form => "text";

    public override void Write(Sum value, IBufferWriter<byte> output)
    {
        if (Fails)
        {
            throw new InvalidOperationException("the codec was made to fail");
        }

        output.Write(Encoding.ASCII.GetBytes(value.Total.ToString(CultureInfo.InvariantCulture)));
    }

    public override Sum Read(ReadOnlySpan<byte> stored) => new(long.Parse(stored, CultureInfo.InvariantCulture));
}
