using System.Buffers;
using HotStream.Kafka;

namespace HotStream;

/// <summary>
/// Takes the headers of a record that is written, in their order. Handed to the function that writes them, and of use only inside it. One
/// thread; adding allocates nothing once it has grown to the largest record's headers.
/// </summary>
public sealed class KafkaHeaderWriter
{
    private readonly ArrayBufferWriter<byte> _block = new();

    internal KafkaHeaderWriter()
    {
    }

    internal ReadOnlySpan<byte> Block => _block.WrittenSpan;

    /// <summary>Adds a header.</summary>
    /// <param name="name">Its name, without a byte 0; names may come more than once.</param>
    /// <param name="value">Its value, any bytes.</param>
    /// <exception cref="ArgumentException">The name has a byte 0: the record becomes a dead letter.</exception>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Add(name, value, hasValue: true);

    /// <summary>Adds a header without a value, which is another than one with an empty value.</summary>
    /// <param name="name">Its name, without a byte 0.</param>
    /// <exception cref="ArgumentException">The name has a byte 0: the record becomes a dead letter.</exception>
    public void AddNull(ReadOnlySpan<byte> name) => Add(name, default, hasValue: false);

    /// <summary>Adds all headers of a record that was read.</summary>
    /// <param name="headers">The headers; their batch runs.</param>
    public void Add(KafkaHeaders headers) => _block.Write(headers.Block.Bytes);

    internal void Clear() => _block.ResetWrittenCount();

    private void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool hasValue)
    {
        if (name.Contains((byte)0))
        {
            throw new ArgumentException(
                $"The header's name '{PlainText.Of(name)}' has a byte 0, at which readers would end it; write names without.",
                nameof(name));
        }

        int size = checked((int)KafkaHeaderBlock.SizeOf(name.Length, value.Length));
        _block.Advance(KafkaHeaderBlock.Write(_block.GetSpan(size), name, value, hasValue));
    }
}
