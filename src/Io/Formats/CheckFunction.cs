using System.Buffers;

namespace HotStream.Io;

/// <summary>Passes on the records that are JSON objects, each in one line.</summary>
internal sealed class CheckFunction<T, TPayload> : BlockFunction<T, T>
    where TPayload : struct, IPayload<T>
{
    private readonly ArrayBufferWriter<byte> _line = new();

    protected override void Process(ReadOnlySpan<T> records, BlockOutput<T> output)
    {
        for (int i = 0; i < records.Length; i++)
        {
            Utf8Slice came = TPayload.Of(records[i]);
            Utf8Slice text = ByteOrderMark.Skip(came);
            if (JsonText.FindProblem(text.Bytes) is { } problem)
            {
                output.Reject(i, TPayload.SourceOf(records[i]), problem, came.Bytes);
            }
            else if (text.Bytes.ContainsAny((byte)'\n', (byte)'\r'))
            {
                output.Add(TPayload.With(records[i], InOneLine(text, output)));
            }
            else
            {
                output.Add(text.Length == came.Length ? records[i] : TPayload.With(records[i], text));
            }
        }
    }

    /// <summary>Line breaks stand only between the tokens of JSON: those at the ends are left out, the others become blanks.</summary>
    private Utf8Slice InOneLine(Utf8Slice text, BlockOutput<T> output)
    {
        text = text.Trim();
        _line.ResetWrittenCount();
        Span<byte> line = _line.GetSpan(text.Length)[..text.Length];
        text.Bytes.CopyTo(line);
        line.Replace((byte)'\n', (byte)' ');
        line.Replace((byte)'\r', (byte)' ');
        return output.Store(line);
    }
}
