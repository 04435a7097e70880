using System.Text;
using HotStream.Flume;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// Answers of a server of Avro RPC from bytes nobody vouches for: of Spark's sink of Flume. Law: an answer is a map, an octet that is 0 (or
/// a refusal), a batch; a batch is two texts and a list of events, and nothing behind it, in numbers as of <see cref="AvroRpcTarget"/>.
/// </summary>
internal sealed class SparkBatchTarget : IFuzzTarget
{
    public string Name => "spark-batch";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, 0, 0, 4, (byte)'s', (byte)'1', 2, 2, 2, (byte)'k', 2, (byte)'v', 0, 8, .. "body"u8, 0],
        [0, 0, 0, 4, (byte)'s', (byte)'1', 4, 0, 2, (byte)'a', 0, 2, (byte)'b', 1, 6, 0, 2, (byte)'c', 0],
        [0, 0, 6, .. "why"u8, 0, 0],
        [0, 1, 0, 10, .. "sorry"u8],
        [2, 2, (byte)'k', 2, (byte)'v', 0, 0, 0, 0, 0],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input) => Check.Same(Slow(input.ToArray()), Fast(input), "batches");

    private static string Fast(ReadOnlySpan<byte> input)
    {
        int start;
        try
        {
            start = FlumeReply.Read(input, greeted: null);
        }
        catch (FlumeException)
        {
            return "X";
        }

        var batch = new SparkBatch();
        if (!batch.Read(input, start))
        {
            return "B";
        }

        var text = new StringBuilder("G");
        text.Append(Convert.ToHexString(input.Slice(batch.Sequence.Start, batch.Sequence.Length)));
        foreach (FlumeEventPlace place in batch.Events)
        {
            text.Append(' ').Append(Convert.ToHexString(input.Slice(place.HeadersStart, place.HeadersLength)))
                .Append('/').Append(Convert.ToHexString(input.Slice(place.BodyStart, place.BodyLength)));
        }

        return text.ToString();
    }

    /// <summary>The law, an octet after the other, with exceptions for what is not there.</summary>
    private static string Slow(byte[] bytes)
    {
        int at = 0;
        try
        {
            AvroRpcTarget.Map(bytes, ref at);
            if (bytes[at++] != 0)
            {
                return "X";
            }
        }
        catch (Exception failure) when (failure is ArgumentException or IndexOutOfRangeException or FormatException)
        {
            return "X";
        }

        try
        {
            AvroRpcTarget.Bytes(bytes, ref at);
            var text = new StringBuilder("G");
            text.Append(Convert.ToHexString(AvroRpcTarget.Bytes(bytes, ref at)));
            for (long count = AvroRpcTarget.Block(bytes, ref at); count != 0; count = AvroRpcTarget.Block(bytes, ref at))
            {
                for (; count > 0; count--)
                {
                    text.Append(AvroRpcTarget.Event(bytes, ref at));
                }
            }

            return at == bytes.Length ? text.ToString() : "B";
        }
        catch (Exception failure) when (failure is ArgumentException or IndexOutOfRangeException or FormatException)
        {
            return "B";
        }
    }
}
