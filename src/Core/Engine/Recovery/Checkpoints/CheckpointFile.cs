using System.Buffers.Binary;
using System.Text.Json;

namespace HotStream;

/// <summary>
/// One checkpoint, one file: frames of a header, of sections (operator and partition as 16 bits each, whether it begins the operator's
/// partition anew and whether it is compressed, the section) and of an end that says how many sections there are. It is written under
/// another name, synced, renamed, and its directory synced: a file under its own name is whole, or damaged later. The format:
/// docs/checkpoint-format.md.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>What names of checkpoints end with.</summary>
    public const string Extension = ".state";

    /// <summary>What names of checkpoints end with that are being written.</summary>
    public const string Unfinished = Extension + ".new";

    private const int FileBuffer = 64 * 1024; // short enough not to be among the large objects
    private const int SectionHeader = 5;
    private const byte Whole = 1;
    private const byte Compressed = 2;
    private static ReadOnlySpan<byte> EndMark => "end "u8;

    /// <summary>The name of the checkpoint of a time; names in order are times in order.</summary>
    public static string NameOf(long time) => $"{time:D19}{Extension}";

    /// <summary>The time in a name, or null when it is no checkpoint's.</summary>
    public static long? TimeOf(string name) => name.Length == 19 + Extension.Length && name.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, 19), out long time) ? time : null;

    /// <summary>Writes a checkpoint durably.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="header">What it says of itself.</param>
    /// <param name="parts">By operator and partition: what was written, and whether it is everything.</param>
    /// <param name="pause">Called after each section; null to go on at once.</param>
    /// <returns>Bytes of the file.</returns>
    public static long Write(string directory, CheckpointHeader header, IReadOnlyList<CheckpointPart> parts, Action? pause = null)
    {
        string path = Path.Combine(directory, NameOf(header.Time));
        string temporary = Path.Combine(directory, Path.ChangeExtension(NameOf(header.Time), null) + Unfinished);
        long length;
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, FileBuffer))
        {
            Frame.Write(file, default, JsonSerializer.SerializeToUtf8Bytes(header, RecoveryJson.Default.CheckpointHeader));
            int sections = 0;
            var early = default(EarlyWriteback);
            byte[] buffer = [];
            Span<byte> place = stackalloc byte[SectionHeader];
            try
            {
                foreach (CheckpointPart part in parts)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(place, checked((ushort)part.Operator));
                    BinaryPrimitives.WriteUInt16LittleEndian(place[2..], checked((ushort)part.Partition));
                    foreach (ReadOnlyMemory<byte> section in part.Written.Sections)
                    {
                        ReadOnlySpan<byte> smaller = SectionCompression.Compress(section.Span, ref buffer);
                        place[4] = (byte)((part.IsWhole ? Whole : 0) | (smaller.IsEmpty ? 0 : Compressed));
                        Frame.Write(file, place, smaller.IsEmpty ? section.Span : smaller);
                        sections++;
                        early.Note(file.SafeFileHandle, file.Position); // a handle that is asked for has what was buffered
                        pause?.Invoke();
                    }
                }
            }
            finally
            {
                SnapshotWriter.Pool.Return(buffer);
            }

            Span<byte> end = stackalloc byte[EndMark.Length + sizeof(int)];
            EndMark.CopyTo(end);
            BinaryPrimitives.WriteInt32LittleEndian(end[EndMark.Length..], sections);
            Frame.Write(file, default, end);
            file.Flush(flushToDisk: true);
            length = file.Length;
        }

        File.Move(temporary, path, overwrite: true);
        DurableDirectory.Sync(directory);
        return length;
    }

    /// <summary>Reads a checkpoint, whole or not at all: every frame is checked before anything is handed out.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is damaged; says where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ReadCheckpoint Read(string path) => Read(path, File.ReadAllBytes(path));

    /// <summary>Reads what a checkpoint says of itself, and nothing else of it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CheckpointHeader ReadHeader(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] start = new byte[Frame.HeaderBytes];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        int length = read == start.Length ? BinaryPrimitives.ReadInt32LittleEndian(start) : -1;
        if (length < 0 || length > file.Length - start.Length)
        {
            throw new InvalidDataException($"{path} is damaged at its beginning.");
        }

        byte[] bytes = [.. start, .. new byte[length]];
        file.ReadExactly(bytes.AsSpan(start.Length));
        int at = 0;
        return ReadHeader(Next(path, bytes, ref at).Span, path);
    }

    /// <summary>Reads the bytes of a checkpoint.</summary>
    public static ReadCheckpoint Read(string path, ReadOnlyMemory<byte> bytes)
    {
        int at = 0;
        CheckpointHeader header = ReadHeader(Next(path, bytes, ref at).Span, path);
        var sections = new List<ReadSection>();
        while (true)
        {
            int start = at;
            ReadOnlyMemory<byte> payload = Next(path, bytes, ref at);
            if (payload.Length == EndMark.Length + sizeof(int) && at == bytes.Length && payload.Span.StartsWith(EndMark)
                && BinaryPrimitives.ReadInt32LittleEndian(payload.Span[EndMark.Length..]) == sections.Count)
            {
                return new ReadCheckpoint(path, header, sections);
            }

            if (payload.Length < SectionHeader)
            {
                throw new InvalidDataException($"{path} holds a section without a place at byte {start}.");
            }

            int step = BinaryPrimitives.ReadUInt16LittleEndian(payload.Span);
            int partition = BinaryPrimitives.ReadUInt16LittleEndian(payload.Span[2..]);
            if (step >= header.Operators.Count || partition >= header.Operators[step].Partitions)
            {
                throw new InvalidDataException($"{path} holds a section of an operator that it does not list, at byte {start}.");
            }

            sections.Add(new ReadSection(step, partition, (payload.Span[4] & Whole) != 0, (payload.Span[4] & Compressed) != 0,
                payload[SectionHeader..]));
        }
    }

    private static CheckpointHeader ReadHeader(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            CheckpointHeader header = JsonSerializer.Deserialize(json, RecoveryJson.Default.CheckpointHeader)
                ?? throw new InvalidDataException($"{path} has no header.");
            return header.Format == CheckpointHeader.CurrentFormat ? header : throw new InvalidDataException(
                $"{path} has format {header.Format}, and this version reads {CheckpointHeader.CurrentFormat}; "
                + "use the version that wrote it.");
        }
        catch (JsonException cause)
        {
            throw new InvalidDataException($"{path} does not begin with the header of a checkpoint: {cause.Message}", cause);
        }
    }

    private static ReadOnlyMemory<byte> Next(string path, ReadOnlyMemory<byte> bytes, ref int at)
    {
        int frame = Frame.TryRead(bytes.Span[at..], out ReadOnlySpan<byte> payload);
        if (frame == 0)
        {
            throw new InvalidDataException($"{path} is damaged at byte {at} of {bytes.Length}.");
        }

        at += frame;
        return bytes.Slice(at - payload.Length, payload.Length);
    }
}
