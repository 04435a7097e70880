namespace HotStream.Sinks;

/// <summary>How records become bytes of a file. An instance serves one writer.</summary>
internal abstract class RecordFormat<T>
{
    /// <summary>End of the files' names, with its dot.</summary>
    public abstract string Extension { get; }

    /// <summary>What every file begins with.</summary>
    public virtual void WriteHeader(ByteBuffer output)
    {
    }

    /// <summary>Writes a record; or nothing, when it cannot be encoded, and says why.</summary>
    /// <param name="record">The record.</param>
    /// <param name="output">Where to.</param>
    /// <param name="form">Of a record that cannot be encoded, what a dead letter carries.</param>
    /// <returns>Null, or why not.</returns>
    public string? TryWrite(in T record, ByteBuffer output, out byte[] form)
    {
        int start = output.Length;
        try
        {
            Write(in record, output);
            form = [];
            return null;
        }
        catch (Exception cause)
        {
            form = Describe(in record, output.Written[start..]);
            output.CutTo(start);
            return LetterText.Reason(cause);
        }
    }

    protected abstract void Write(in T record, ByteBuffer output);

    /// <summary>What a dead letter carries of a record of which only this much could be written.</summary>
    protected virtual byte[] Describe(in T record, ReadOnlySpan<byte> written) => LetterText.Of(in record, written);
}
