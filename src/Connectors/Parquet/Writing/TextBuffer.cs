using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Texts: copies of their bytes in blocks that are used again for the next row group.</summary>
internal sealed class TextBuffer(DataField field) : LeafBuffer(field)
{
    private const int BlockBytes = 1 << 20;

    private readonly List<byte[]> _blocks = [];
    private ReadOnlyMemory<byte>[] _values = new ReadOnlyMemory<byte>[ColumnBatch.MaxRows];
    private int _count;
    private int _block = -1;
    private int _used = BlockBytes;
    private long _bytes;

    public override long Bytes => _bytes + Count;

    protected override void AddValue(ColumnVector column, int row)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
        }

        ReadOnlySpan<byte> text = column.Values<Utf8Slice>()[row].Bytes;
        _bytes += text.Length + sizeof(int);
        if (text.Length > BlockBytes / 4)
        {
            _values[_count++] = text.ToArray();
            return;
        }

        if (text.Length > BlockBytes - _used)
        {
            _used = 0;
            if (++_block == _blocks.Count)
            {
                _blocks.Add(new byte[BlockBytes]);
            }
        }

        Memory<byte> copy = text.IsEmpty ? default : _blocks[_block].AsMemory(_used, text.Length);
        text.CopyTo(copy.Span);
        _used += text.Length;
        _values[_count++] = copy;
    }

    protected override void Write(ParquetRowGroupWriter group, ParquetOptions options, ReadOnlyMemory<int>? defs,
        ReadOnlyMemory<int>? reps)
    {
        group.WriteAllPartsAsync<ReadOnlyMemory<byte>>(Field, _values.AsMemory(0, _count), defs, reps, CancellationToken.None)
            .GetAwaiter().GetResult();
        (_count, _block, _used, _bytes) = (0, -1, BlockBytes, 0);
    }
}
