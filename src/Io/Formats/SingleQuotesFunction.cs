namespace HotStream.Io;

/// <summary>Rewrites records of JSON with single quotes and checks what comes out.</summary>
internal sealed class SingleQuotesFunction<T, TPayload> : BlockFunction<T, T>
    where TPayload : struct, IPayload<T>
{
    private readonly SingleQuotes _quotes = new();

    protected override void Process(ReadOnlySpan<T> records, BlockOutput<T> output)
    {
        for (int i = 0; i < records.Length; i++)
        {
            Utf8Slice text = TPayload.Of(records[i]);
            ReadOnlySpan<byte> json = _quotes.Convert(ByteOrderMark.Skip(text).Bytes);
            if ((_quotes.Problem ?? JsonText.FindProblem(json)) is { } problem)
            {
                output.Reject(i, TPayload.SourceOf(records[i]), problem, text.Bytes);
            }
            else
            {
                output.Add(TPayload.With(records[i], output.Store(json)));
            }
        }
    }
}
