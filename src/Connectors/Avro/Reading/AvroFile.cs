using System.Buffers;

namespace HotStream.Avro;

/// <summary>An open file: its schema, and its blocks one after the other. One reader at a time.</summary>
internal sealed class AvroFile : IDisposable
{
    public const int SyncBytes = 16;
    private const int HeaderBytesMax = 16 << 20;
    private const int WindowBytes = 64 << 10;

    private readonly Stream _stream;
    private readonly byte[] _sync = new byte[SyncBytes];
    private AvroCodec? _codec;
    private byte[] _block = [];

    private AvroFile(string path, Stream stream)
    {
        Path = path;
        _stream = stream;
    }

    public string Path { get; }

    public long Length => _stream.Length;

    /// <summary>What its values are.</summary>
    public AvroRecord Record { get; private set; } = null!;

    /// <summary>Where the first block begins.</summary>
    public long Start { get; private set; }

    /// <summary>Where the block at hand begins, and where reading goes on behind it.</summary>
    public long BlockStart { get; private set; }

    /// <exception cref="InvalidDataException">It is no such file, or a damaged one.</exception>
    /// <exception cref="NotSupportedException">It is packed in a way that is not known.</exception>
    public static AvroFile Open(string path, bool isBinaryText) => Of(
        path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, WindowBytes), isBinaryText);

    /// <summary>A file whose bytes are in a stream, which it disposes of.</summary>
    public static AvroFile Of(string path, Stream stream, bool isBinaryText)
    {
        var file = new AvroFile(path, stream);
        try
        {
            file.ReadHeader(isBinaryText);
            return file;
        }
        catch (Exception failure)
        {
            file.Dispose();
            throw failure is not InvalidDataException ? failure : new InvalidDataException(
                $"{path} cannot be read as Avro: {failure.Message} It is damaged, not complete, or a file of another kind.", failure);
        }
    }

    /// <summary>Goes to the first block behind a mark that begins at a place or later; the header ends with one.</summary>
    public void Seek(long place) => _stream.Position = place <= Start - SyncBytes ? Start : FindSync(place);

    /// <summary>Reads the next block, if it lies behind a mark that begins before a place.</summary>
    /// <param name="end">The place.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="values">Their values, until the next block is read.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryReadBlock(long end, out long rows, out ReadOnlyMemory<byte> values)
    {
        BlockStart = _stream.Position;
        (rows, values) = (0, default);
        if (BlockStart >= Length || BlockStart - SyncBytes >= end)
        {
            return false;
        }

        rows = ReadLong();
        long size = ReadLong();
        if (rows < 0 || size < 0 || size > AvroCodec.BlockBytesMax)
        {
            throw new InvalidDataException($"The block has {rows} rows in {size} bytes.");
        }

        if (size + SyncBytes > Length - _stream.Position)
        {
            throw new InvalidDataException($"The file is cut: the block has {size} bytes, and {Length - _stream.Position} are left.");
        }

        Fill(ref _block, (int)size);
        Span<byte> sync = stackalloc byte[SyncBytes];
        _stream.ReadExactly(sync);
        values = !sync.SequenceEqual(_sync) ? throw new InvalidDataException("The mark behind the block is not that of the file.")
            : _codec!.Unpack(_block.AsMemory(0, (int)size));
        return true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _codec?.Dispose();
    }

    private void ReadHeader(bool isBinaryText)
    {
        Span<byte> magic = stackalloc byte[4];
        if (_stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.SequenceEqual("Obj\u0001"u8))
        {
            throw new InvalidDataException("It does not begin as such files do.");
        }

        byte[]? schema = null;
        string codec = AvroCodec.None;
        for (long count = ReadLong(); count != 0; count = ReadLong())
        {
            if (count < 0)
            {
                ReadLong(); // its bytes
            }

            for (long i = Math.Abs(count); i > 0; i--)
            {
                string name = System.Text.Encoding.UTF8.GetString(ReadText());
                byte[] value = ReadText();
                schema = name == "avro.schema" ? value : schema;
                codec = name == "avro.codec" ? System.Text.Encoding.UTF8.GetString(value) : codec;
            }
        }

        if (_stream.ReadAtLeast(_sync, SyncBytes, throwOnEndOfStream: false) < SyncBytes)
        {
            throw new InvalidDataException("Its header is cut.");
        }

        _codec = AvroCodec.Find(codec) ?? throw new NotSupportedException($"{Path} is packed by {PlainText.Of(codec)}; "
            + $"{string.Join(", ", AvroCodec.Names)} and none (null) are read. Write it anew.");
        Start = _stream.Position;
        Record = AvroSchema.Parse(schema ?? throw new InvalidDataException("It names no schema."), isBinaryText);
    }

    private byte[] ReadText()
    {
        long length = ReadLong();
        if (length < 0 || length > Math.Min(HeaderBytesMax, Length - _stream.Position))
        {
            throw new InvalidDataException($"A text of its header has {length} bytes, and {Length - _stream.Position} are left.");
        }

        byte[] text = new byte[length];
        _stream.ReadExactly(text);
        return text;
    }

    private long ReadLong()
    {
        Span<byte> bytes = stackalloc byte[10];
        int count = 0;
        for (int next; count < bytes.Length; bytes[count - 1] = (byte)next)
        {
            next = _stream.ReadByte();
            if (next < 0)
            {
                throw new InvalidDataException("The file is cut: it ends within a number.");
            }

            count++;
            if (next < 0x80)
            {
                bytes[count - 1] = (byte)next;
                break;
            }
        }

        var cursor = new AvroCursor(bytes[..count]);
        return cursor.ReadLong();
    }

    private void Fill(ref byte[] bytes, int count)
    {
        if (bytes.Length < count)
        {
            bytes = new byte[count];
        }

        _stream.ReadExactly(bytes, 0, count);
    }

    /// <summary>Where the bytes behind a mark begin; the end of the file when there is none.</summary>
    private long FindSync(long from)
    {
        byte[] window = ArrayPool<byte>.Shared.Rent(WindowBytes);
        try
        {
            while (from + SyncBytes <= Length)
            {
                _stream.Position = from;
                int read = _stream.ReadAtLeast(window.AsSpan(0, WindowBytes), WindowBytes, throwOnEndOfStream: false);
                int at = window.AsSpan(0, read).IndexOf(_sync);
                if (at >= 0)
                {
                    return from + at + SyncBytes;
                }

                from += Math.Max(1, read - SyncBytes + 1);
            }

            return Length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }
}
