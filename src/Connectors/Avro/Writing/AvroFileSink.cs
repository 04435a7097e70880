using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace HotStream.Avro;

/// <summary>One file: rows are gathered to a block, which is written when it is full.</summary>
internal sealed class AvroFileSink : ColumnSink, IDisposable
{
    private const int BlockBytes = 64 << 10;

    private readonly FileStream _file;
    private readonly Schema _schema;
    private readonly AvroCodec _codec;
    private readonly byte[] _sync = RandomNumberGenerator.GetBytes(AvroFile.SyncBytes);
    private readonly ArrayBufferWriter<byte> _block = new(2 * BlockBytes);
    private readonly ArrayBufferWriter<byte> _head = new();
    private long _rows;

    public AvroFileSink(string path, Schema schema, byte[] declared, string codec)
    {
        (_schema, _codec) = (schema, AvroCodec.Find(codec)!);
        _head.Write("Obj\u0001"u8);
        AvroOutput.WriteLong(_head, 2);
        AvroOutput.WriteBytes(_head, "avro.schema"u8);
        AvroOutput.WriteBytes(_head, declared);
        AvroOutput.WriteBytes(_head, "avro.codec"u8);
        AvroOutput.WriteBytes(_head, Encoding.UTF8.GetBytes(codec));
        AvroOutput.WriteLong(_head, 0);
        _head.Write(_sync);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, BlockBytes);
        WriteHead();
    }

    public override bool Push(ColumnBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            for (int column = 0; column < _schema.Count; column++)
            {
                AvroOutput.WriteValue(_block, batch.Columns[column], batch.PlaceOf(i));
            }

            _rows++;
            if (_block.WrittenCount >= BlockBytes)
            {
                WriteBlock();
            }
        }

        return true;
    }

    public override void Complete()
    {
        if (_rows > 0)
        {
            WriteBlock();
        }

        _file.Flush(flushToDisk: true);
        _file.Dispose();
    }

    public void Dispose()
    {
        _file.Dispose();
        _codec.Dispose();
    }

    private void WriteBlock()
    {
        ReadOnlySpan<byte> values = _codec.Pack(_block.WrittenSpan);
        AvroOutput.WriteLong(_head, _rows);
        AvroOutput.WriteLong(_head, values.Length);
        WriteHead();
        _file.Write(values);
        _file.Write(_sync);
        _block.ResetWrittenCount();
        _rows = 0;
    }

    private void WriteHead()
    {
        _file.Write(_head.WrittenSpan);
        _head.ResetWrittenCount();
    }
}
