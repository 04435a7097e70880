namespace HotStream.Io;

/// <summary>Takes records apart into lines: ended by a newline, with or without a carriage return; the last may lack its end.</summary>
internal sealed class LinesFunction<T, TPayload> : BlockFunction<T, Utf8Slice>
    where TPayload : struct, IPayload<T>
{
    protected override void Process(ReadOnlySpan<T> records, BlockOutput<Utf8Slice> output)
    {
        foreach (ref readonly T record in records)
        {
            Utf8Slice text = ByteOrderMark.Skip(TPayload.Of(record));
            for (int start = 0; start < text.Length;)
            {
                int length = text.Bytes[start..].IndexOf((byte)'\n');
                int end = length < 0 ? text.Length : start + length;
                bool hasReturn = end > start && text[end - 1] == '\r';
                output.Add(text.Substring(start, end - start - (hasReturn ? 1 : 0)));
                start = end + 1;
            }
        }
    }
}
