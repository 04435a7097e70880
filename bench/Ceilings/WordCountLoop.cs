namespace HotStream.Bench;

/// <summary>The hand-written word count of a file: read 256 KiB, count it while it is in cache, read on.</summary>
internal static class WordCountLoop
{
    private const int SlabBytes = 256 << 10;

    public static JobOutcome Run(TextFile text)
    {
        using var file = File.OpenHandle(text.Path, options: FileOptions.SequentialScan);
        var counter = new WordCounter(SlabBytes);
        var offset = 0L;
        while (true)
        {
            var bytes = RandomAccess.Read(file, counter.Free, offset);
            if (bytes == 0)
                break;
            counter.Take(bytes);
            offset += bytes;
        }

        counter.Finish();
        return new JobOutcome(counter.Words, counter.Answer) { Owned = counter };
    }
}
