using System.Buffers;
using System.IO.Compression;
using ZstdSharp;

namespace HotStream.Sinks;

/// <summary>One file of a frame, complete and durable when the partition is.</summary>
internal sealed class FrameFile : ColumnSink, IDisposable
{
    private const int FlushBytes = 64 * 1024;

    private readonly TextRows _encoder;
    private readonly FileStream _file;
    private readonly Stream _output;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <param name="path">The file, which is not there yet.</param>
    /// <param name="encoder">Makes lines of rows.</param>
    /// <param name="ending">How it is compressed: <c>.gz</c>, <c>.zst</c>, or not at all.</param>
    public FrameFile(string path, TextRows encoder, string ending)
    {
        _encoder = encoder;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1);
        _output = ending switch
        {
            ".gz" => new GZipStream(_file, CompressionLevel.Fastest, leaveOpen: true),
            ".zst" => new CompressionStream(_file, leaveOpen: true),
            _ => _file,
        };
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

    /// <summary>Closes the file, also one that was not completed.</summary>
    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        _output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
