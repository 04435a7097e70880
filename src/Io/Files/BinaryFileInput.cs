using System.Buffers;

namespace HotStream.Io;

/// <summary>Records of new files that all have the same length.</summary>
internal sealed class BinaryFileInput(StreamingContext context, FilePlaces places, FileChoice choice, int recordLength)
    : DirectoryInput<Utf8Slice>(context, "BinaryRecordsStream", places, choice)
{
    private const int ReadSize = 256 * 1024;

    protected override InputBatch<Utf8Slice> RecordsOf(IReadOnlyList<OpenFile> files) =>
        InputBatch<Utf8Slice>.Of(new FileRecords<Utf8Slice>(files, Context.Options.Partitions, recordLength, Read));

    private void Read(FileRange range, RecordFeed<Utf8Slice> feed)
    {
        using var text = new FileText(range.File);
        feed.Begin(new RecordOrigin(range.File.Path, range.Start / recordLength));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(recordLength, ReadSize));
        try
        {
            Read(range, text, feed, buffer.AsSpan(0, Math.Max(1, ReadSize / recordLength) * recordLength));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Read(FileRange range, FileText text, RecordFeed<Utf8Slice> feed, Span<byte> buffer)
    {
        (long at, int filled) = (range.Start, 0); // place of the buffer's first byte, bytes in it
        string? problem = null;
        while (!feed.IsFull)
        {
            int count = 0;
            try
            {
                long left = range.End - at - filled;
                count = left <= 0 ? 0 : text.Read(buffer.Slice(filled, (int)Math.Min(left, buffer.Length - filled)), at + filled);
            }
            catch (FileContentException wrong)
            {
                problem = $"{wrong.Problem} Records before were taken.";
            }

            filled += count;
            if (count == 0)
            {
                break;
            }

            int taken = 0;
            for (; filled - taken >= recordLength; taken += recordLength)
            {
                feed.Add(feed.Store(buffer.Slice(taken, recordLength)));
            }

            buffer[taken..filled].CopyTo(buffer);
            (at, filled) = (at + taken, filled - taken);
        }

        if (problem is not null || (filled > 0 && !feed.IsFull))
        {
            DeadLetter(new DeadLetter(range.File.Path, $"byte {at}", problem ?? $"the length of the file is no multiple of {recordLength}, "
                + $"the length of a record: the last {filled} bytes are none. Correct the length, or the file.", filled,
                buffer[..Math.Min(filled, Context.Options.DeadLetterBytesMax)].ToArray()));
        }
    }
}
