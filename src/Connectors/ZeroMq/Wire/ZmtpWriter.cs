using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace HotStream.ZeroMq;

/// <summary>Writes frames and commands of ZMTP 3.</summary>
internal static class ZmtpWriter
{
    private const int ShortMax = 255;

    /// <summary>Writes a frame.</summary>
    public static void Frame(IBufferWriter<byte> output, ReadOnlySpan<byte> body, byte flags = 0)
    {
        Head(output, body.Length, flags);
        output.Write(body);
    }

    /// <summary>Writes a command: its name and what belongs to it.</summary>
    public static void Command(IBufferWriter<byte> output, string name, ReadOnlySpan<byte> data)
    {
        Head(output, 1 + name.Length + data.Length, ZmtpFrame.CommandFlag);
        Text(output, Encoding.ASCII.GetBytes(name));
        output.Write(data);
    }

    /// <summary>Writes a text with its length before it, in one octet.</summary>
    public static void Text(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.GetSpan(1)[0] = (byte)text.Length;
        output.Advance(1);
        output.Write(text);
    }

    /// <summary>Writes a property of READY and INITIATE.</summary>
    public static void Property(IBufferWriter<byte> output, string name, ReadOnlySpan<byte> value)
    {
        Text(output, Encoding.ASCII.GetBytes(name));
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), value.Length);
        output.Advance(sizeof(int));
        output.Write(value);
    }

    /// <summary>Asks a publisher for messages that begin with some bytes: a command of 3.1, a message of 3.0.</summary>
    public static void Subscribe(IBufferWriter<byte> output, int minor, ReadOnlySpan<byte> prefix)
    {
        if (minor >= 1)
        {
            Command(output, ZmtpCommand.Subscribe, prefix);
            return;
        }

        Head(output, 1 + prefix.Length, 0);
        output.GetSpan(1)[0] = 1;
        output.Advance(1);
        output.Write(prefix);
    }

    /// <summary>Asks whether the peer is there. It need not answer within a time that we name: we judge by ours.</summary>
    public static void Ping(IBufferWriter<byte> output) => Command(output, ZmtpCommand.Ping, [0, 0]);

    private static void Head(IBufferWriter<byte> output, int length, byte flags)
    {
        if (length <= ShortMax)
        {
            Span<byte> head = output.GetSpan(2);
            (head[0], head[1]) = (flags, (byte)length);
            output.Advance(2);
            return;
        }

        Span<byte> longHead = output.GetSpan(1 + sizeof(long));
        longHead[0] = (byte)(flags | ZmtpFrame.LongFlag);
        BinaryPrimitives.WriteInt64BigEndian(longHead[1..], length);
        output.Advance(1 + sizeof(long));
    }
}
