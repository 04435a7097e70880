using System.Buffers;

namespace HotStream;

/// <summary>
/// How a record becomes bytes: one contract for all sinks. <see cref="RecordEncoders"/> has those that are usual. One encoder serves all
/// partitions at once, so it keeps nothing of a record; it allocates nothing for a record if that can be.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public abstract class RecordEncoder<T>
{
    /// <summary>
    /// Writes a record. One that has no such form throws, and becomes a dead letter; what it has written is taken back.
    /// Worker threads, several at a time.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="output">Takes the bytes; only appended to.</param>
    public abstract void Encode(in T record, IBufferWriter<byte> output);

    /// <summary>
    /// For records that hold their bytes: those, so that a sink which needs them only once does not copy them. By default there are none,
    /// and <see cref="Encode"/> is called.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="slice">The bytes; they live as long as the batch.</param>
    /// <returns>Whether there are such bytes. They are the ones that <see cref="Encode"/> writes.</returns>
    public virtual bool TryGetSlice(in T record, out Utf8Slice slice)
    {
        slice = default;
        return false;
    }

    /// <summary>
    /// What a dead letter carries of a record that could not be encoded: by default a text as it is, everything else as
    /// <see cref="RecordText"/> prints it, and of a type that prints its name only, what was written of the record. Does not throw.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="written">What <see cref="Encode"/> had written when it threw.</param>
    public virtual byte[] Describe(in T record, ReadOnlySpan<byte> written) => RecordDescription.Of(in record, written);
}
