using System.Buffers.Binary;
using System.Text;

namespace HotStream.Tests.Io.Kafka;

/// <summary>Reads a request or an answer of Kafka's protocol; strings and lists are compact where its version is flexible.</summary>
internal ref struct KafkaFrame
{
    private ReadOnlySpan<byte> _rest;

    private KafkaFrame(ReadOnlySpan<byte> frame) => _rest = frame;

    public short Api { get; private set; }

    public short Version { get; private set; }

    /// <summary>By which its answer is known.</summary>
    public int Number { get; private set; }

    public bool IsFlexible { get; private set; }

    /// <summary>A request behind its header. Its first body field is next.</summary>
    public static KafkaFrame OfRequest(ReadOnlySpan<byte> frame, Func<short, short, bool> isFlexible)
    {
        var request = new KafkaFrame(frame);
        request.Api = request.Short();
        request.Version = request.Short();
        request.Number = request.Int();
        _ = request.String(); // of the client; never compact
        request.IsFlexible = isFlexible(request.Api, request.Version);
        request.Tags();
        return request;
    }

    /// <summary>An answer to a request, behind its header.</summary>
    public static KafkaFrame OfAnswer(ReadOnlySpan<byte> frame, bool isFlexible)
    {
        var answer = new KafkaFrame(frame);
        _ = answer.Int(); // of which request
        answer.IsFlexible = isFlexible;
        answer.Tags();
        return answer;
    }

    public short Short() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Long() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public bool Bool() => Take(1)[0] != 0;

    /// <summary>Null for none.</summary>
    public string? String()
    {
        int length = IsFlexible ? Compact() : Short();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    public ReadOnlySpan<byte> Bytes() => Take(Math.Max(0, IsFlexible ? Compact() : Int()));

    /// <summary>How many items a list has.</summary>
    public int Count() => Math.Max(0, IsFlexible ? Compact() : Int());

    /// <summary>Passes over the fields that a version may have at the end of each structure.</summary>
    public void Tags()
    {
        for (int left = IsFlexible ? Varint() : 0; left > 0; left--)
        {
            _ = Varint();
            _ = Take(Varint());
        }
    }

    /// <summary>A length that is stored as one more, 0 for null.</summary>
    private int Compact() => Varint() - 1;

    private int Varint()
    {
        int number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(1)[0];
            number |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        ReadOnlySpan<byte> taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return taken;
    }
}
