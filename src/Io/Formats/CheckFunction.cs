namespace HotStream.Io;

/// <summary>Passes on the records that are JSON objects.</summary>
internal sealed class CheckFunction<T, TPayload>(string stream) : BlockFunction<T, T>
    where TPayload : struct, IPayload<T>
{
    protected override void Process(ReadOnlySpan<T> records, BlockOutput<T> output)
    {
        for (int i = 0; i < records.Length; i++)
        {
            Utf8Slice text = TPayload.Of(records[i]);
            if (JsonText.FindProblem(text.Bytes) is { } problem)
            {
                output.Reject(i, TPayload.SourceOf(records[i], stream), problem, text.Bytes);
            }
            else
            {
                output.Add(records[i]);
            }
        }
    }
}
