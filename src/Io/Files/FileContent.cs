using HotStream.Io;

namespace HotStream;

/// <summary>A file that a <see cref="FileFormat{T}"/> reads. Used by one thread, until the format returns.</summary>
public sealed class FileContent
{
    private readonly Action<DeadLetter> _deadLetters;
    private readonly Reader _reader;

    internal FileContent(OpenFile file, Action<DeadLetter> deadLetters)
    {
        Path = file.Path;
        _deadLetters = deadLetters;
        _reader = new Reader(file);
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>
    /// Its bytes from the beginning, as many as it had when its batch began; of a file that ends with <c>.gz</c> or <c>.zst</c> what is
    /// packed in it. Not buffered: read large pieces. Where an archive is damaged, or the file ends too early
    /// (<see cref="EndOfStreamException"/>), reading throws; let it pass, then records before are taken and a dead letter says so.
    /// </summary>
    public Stream Content => _reader;

    /// <summary>How many bytes of the content were read.</summary>
    public long Position => _reader.At;

    /// <summary>Makes a dead letter of something in the file that is no record.</summary>
    /// <param name="position">Where it is, in words: <c>byte 17</c>.</param>
    /// <param name="reason">Why it is none, and how to correct it.</param>
    /// <param name="record">The bytes of it; copied.</param>
    public void Refuse(string position, string reason, ReadOnlySpan<byte> record) =>
        _deadLetters(new DeadLetter(Path, position, reason, record));

    internal void Close() => _reader.Dispose();

    private sealed class Reader(OpenFile file) : ForwardStream
    {
        private readonly FileText _text = new(file);

        public long At { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int read = _text.Read(buffer, At);
            At += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            _text.Dispose();
            base.Dispose(disposing);
        }
    }
}
