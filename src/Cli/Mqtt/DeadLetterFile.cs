using System.Buffers;

namespace HotStream.Cli;

/// <summary>Dead letters as lines (<see cref="DeadLetterLines"/>) at the end of a file. Thread-safe.</summary>
internal sealed class DeadLetterFile(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    private readonly ArrayBufferWriter<byte> _line = new();

    public void Write(DeadLetter letter)
    {
        lock (_gate)
        {
            _line.ResetWrittenCount();
            DeadLetterLines.Write(letter, _line);
            _file.Write(_line.WrittenSpan);
            _file.Flush();
        }
    }

    public void Dispose() => _file.Dispose();
}
