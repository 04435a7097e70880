using System.Buffers;
using System.IO.Compression;

namespace HotStream.Sinks;

/// <summary>One file of a frame, complete and durable when the partition is.</summary>
internal sealed class FrameFile : ColumnSink, IDisposable
{
    private const int FlushBytes = 64 * 1024;

    private readonly TextRows _encoder;
    private readonly FileStream _file;
    private readonly Stream _output;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public FrameFile(string path, TextRows encoder, bool isCompressed)
    {
        _encoder = encoder;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1);
        _output = isCompressed ? new GZipStream(_file, CompressionLevel.Fastest, leaveOpen: true) : _file;
        encoder.WriteHeader(_buffer);
    }

    public override bool Push(ColumnBatch batch)
    {
        _encoder.Write(batch, _buffer);
        if (_buffer.WrittenCount >= FlushBytes)
        {
            Flush();
        }

        return true;
    }

    public override void Complete()
    {
        Flush();
        if (_output != _file)
        {
            _output.Dispose();
        }

        _file.Flush(flushToDisk: true);
        _file.Dispose();
    }

    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        _output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
