using System.Buffers;
using System.Text;
using HotStream.Flume;

namespace HotStream;

/// <summary>
/// Writes the headers of an event, pair after pair; allocates nothing for texts in UTF-8. Use it within the function that is given it, on
/// its thread.
/// </summary>
public sealed class FlumeHeaders
{
    private const int StackBytes = 256;

    private IBufferWriter<byte>? _output;

    internal FlumeHeaders()
    {
    }

    /// <summary>Adds a header.</summary>
    /// <param name="name">Its name, in UTF-8; each name once.</param>
    /// <param name="value">Its value, in UTF-8.</param>
    /// <exception cref="InvalidOperationException">Not within its function.</exception>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        IBufferWriter<byte> output = _output
            ?? throw new InvalidOperationException("Headers are added within the function that writes them.");
        AvroWriter.Long(output, 1); // a block of one pair
        AvroWriter.Bytes(output, name);
        AvroWriter.Bytes(output, value);
    }

    /// <summary>Adds a header.</summary>
    /// <param name="name">Its name; each name once.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="InvalidOperationException">Not within its function.</exception>
    public void Add(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        int length = Encoding.UTF8.GetMaxByteCount(name.Length) + Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        int nameLength = Encoding.UTF8.GetBytes(name, bytes);
        int valueLength = Encoding.UTF8.GetBytes(value, bytes[nameLength..]);
        Add(bytes[..nameLength], bytes.Slice(nameLength, valueLength));
    }

    internal void Begin(IBufferWriter<byte> output) => _output = output;

    internal void End()
    {
        AvroWriter.Long(_output!, 0);
        _output = null;
    }

    internal void Leave() => _output = null;
}
