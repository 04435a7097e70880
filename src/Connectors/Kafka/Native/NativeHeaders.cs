using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary>A list of headers of the client's: of a record that was read, whose it stays, or of one that is to be sent.</summary>
internal readonly unsafe struct NativeHeaders(nint handle)
{
    public nint Handle => handle;

    public bool IsEmpty => handle == 0;

    /// <summary>Those of a record; empty for none. The client makes them when they are first asked for.</summary>
    public static NativeHeaders Of(NativeMessage* message) =>
        RdKafka.HeadersOf(message, out nint handle) == KafkaCode.Ok ? new NativeHeaders(handle) : default;

    /// <summary>Makes a list of a block, for a record that is to be sent.</summary>
    public static NativeHeaders From(ReadOnlySpan<byte> block)
    {
        nint handle = RdKafka.HeadersNew(8);
        byte none = 0;
        fixed (byte* bytes = block)
        {
            for (int next = 0; next < block.Length;)
            {
                next = KafkaHeaderBlock.Read(block, next, out Range name, out Range value, out bool hasValue);
                int nameLength = name.End.Value - name.Start.Value;
                RdKafka.HeaderAdd(handle, nameLength == 0 ? &none : bytes + name.Start.Value, nameLength,
                    !hasValue ? null : next == value.Start.Value ? &none : bytes + value.Start.Value, next - value.Start.Value);
            }
        }

        return new NativeHeaders(handle);
    }

    /// <summary>Bytes of the block that holds them.</summary>
    public long BlockBytes()
    {
        long bytes = 0;
        for (nuint i = 0; !IsEmpty && TryGet(i, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out _); i++)
        {
            bytes += KafkaHeaderBlock.SizeOf(name.Length, value.Length);
        }

        return bytes;
    }

    /// <summary>Writes their block.</summary>
    /// <param name="block">Has <see cref="BlockBytes"/>.</param>
    public void CopyTo(Span<byte> block)
    {
        for (nuint i = 0; TryGet(i, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool hasValue); i++)
        {
            block = block[KafkaHeaderBlock.Write(block, name, value, hasValue)..];
        }
    }

    /// <summary>Their block; null for none.</summary>
    public byte[]? ToBlock()
    {
        if (IsEmpty)
        {
            return null;
        }

        byte[] block = new byte[BlockBytes()];
        CopyTo(block);
        return block;
    }

    private bool TryGet(nuint index, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool hasValue)
    {
        bool isThere = RdKafka.HeaderAt(handle, index, out byte* nameBytes, out byte* valueBytes, out nuint length) == KafkaCode.Ok;
        name = isThere ? MemoryMarshal.CreateReadOnlySpanFromNullTerminated(nameBytes) : default;
        value = isThere ? new ReadOnlySpan<byte>(valueBytes, (int)length) : default;
        hasValue = isThere && valueBytes is not null;
        return isThere;
    }
}
