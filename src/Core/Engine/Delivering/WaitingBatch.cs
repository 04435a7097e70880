using System.Buffers.Binary;

namespace HotStream;

/// <summary>
/// A batch that waits for its sink, its records as columns. In a file: a frame of text that says what the records are and how many
/// partitions there are, then one frame for each section, the partition (32 bits) before it.
/// </summary>
/// <param name="Time">The batch time.</param>
/// <param name="Partitions">How many it has.</param>
/// <param name="Records">How many records.</param>
/// <param name="Sections">Each of one partition: any number of times a count and as many records.</param>
internal sealed record WaitingBatch(BatchTime Time, int Partitions, long Records,
    IReadOnlyList<(int Partition, ReadOnlyMemory<byte> Bytes)> Sections)
{
    /// <summary>What it takes of memory or disk, about.</summary>
    public long Bytes { get; } = Sections.Sum(static section => (long)section.Bytes.Length);

    /// <summary>Writes it, synced if that is wanted.</summary>
    public void WriteTo(string path, string kind, bool isSynced)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024);
        using var first = new SnapshotWriter();
        first.WriteText(kind);
        first.WriteLength(Partitions);
        first.Write(Records);
        Frame.Write(file, first.Written, default);
        byte[] number = new byte[sizeof(int)];
        foreach ((int partition, ReadOnlyMemory<byte> bytes) in Sections)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, partition);
            Frame.Write(file, number, bytes.Span);
        }

        file.Flush(isSynced);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of records of another kind.</exception>
    public static WaitingBatch ReadFrom(string path, BatchTime time, string kind)
    {
        ReadOnlyMemory<byte> rest = File.ReadAllBytes(path);
        var first = new SnapshotReader(Next(ref rest, path));
        string stored = first.ReadString();
        if (stored != kind)
        {
            throw new InvalidDataException($"{path} holds records stored as {stored}, and the program's are stored as {kind}.");
        }

        int partitions = first.ReadLength();
        long records = first.ReadLong();
        var sections = new List<(int, ReadOnlyMemory<byte>)>();
        while (rest.Length > 0)
        {
            ReadOnlyMemory<byte> section = Next(ref rest, path);
            int partition = section.Length >= sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(section.Span) : -1;
            sections.Add(partition >= 0 && partition < partitions ? (partition, section[sizeof(int)..])
                : throw new InvalidDataException($"{path} is damaged: it holds a partition that cannot be."));
        }

        return new WaitingBatch(time, partitions, records, sections);
    }

    private static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> rest, string path)
    {
        int length = Frame.TryRead(rest.Span, out ReadOnlySpan<byte> payload);
        ReadOnlyMemory<byte> frame = length > 0 ? rest.Slice(length - payload.Length, payload.Length)
            : throw new InvalidDataException($"{path} is damaged: a sum does not check.");
        rest = rest[length..];
        return frame;
    }
}
