namespace HotStream.Bench;

/// <summary>A text on disk with the answer every word count of it must give.</summary>
internal sealed record TextFile(string Path, long Bytes, JobAnswer Answer)
{
    public double BytesPerWord => (double)Bytes / Answer.Total;

    public string Describe() =>
        $"{Bytes / 1048576.0:F0} MiB, {Answer.Total:N0} words, {Answer.Distinct:N0} distinct, {BytesPerWord:F2} B/word";
}
