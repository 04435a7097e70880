using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>One file: rows are gathered to a row group, which is written when it is full.</summary>
internal sealed class ParquetFileSink : ColumnSink, IDisposable
{
    /// <summary>Bytes of values from which on a row group is full: the library writes a column of it as one page.</summary>
    private const long RowGroupBytes = 64L << 20;

    /// <summary>Rows that are taken before their bytes are looked at: few, as texts may be long.</summary>
    private const int StepRows = 32;

    private readonly FileStream _file;
    private readonly ParquetWriter _writer;
    private readonly ColumnShredder[] _columns;
    private readonly LeafBuffer[] _leaves;
    private readonly ParquetOptions _options;
    private readonly int _rowGroupRows;
    private int _rows;

    public ParquetFileSink(string path, Schema schema, CompressionMethod compression, int rowGroupRows)
    {
        _rowGroupRows = rowGroupRows;
        _options = new ParquetOptions { CompressionMethod = compression };
        ParquetSchema stored = ParquetShape.Of(schema, isDeclared: false);
        var fields = new Queue<DataField>(stored.GetDataFields());
        var leaves = new List<LeafBuffer>();
        _columns = [.. schema.Select(field => ColumnShredder.Of(field.Type, fields, leaves))];
        _leaves = [.. leaves];
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 64 * 1024);
        _writer = ParquetWriter.CreateAsync(ParquetShape.Of(schema, isDeclared: true), _file, _options).GetAwaiter().GetResult();
    }

    public override bool Push(ColumnBatch batch)
    {
        for (int start = 0; start < batch.Count;)
        {
            int end = Math.Min(batch.Count, start + Math.Min(StepRows, _rowGroupRows - _rows));
            for (int column = 0; column < _columns.Length; column++)
            {
                for (int i = start; i < end; i++)
                {
                    _columns[column].Write(batch.Columns[column], batch.PlaceOf(i), 0, 0);
                }
            }

            _rows += end - start;
            start = end;
            if (_rows == _rowGroupRows || _leaves.Sum(leaf => leaf.Bytes) >= RowGroupBytes)
            {
                WriteRowGroup();
            }
        }

        return true;
    }

    public override void Complete()
    {
        if (_rows > 0)
        {
            WriteRowGroup();
        }

        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _file.Flush(flushToDisk: true);
        _file.Dispose();
    }

    public void Dispose() => _file.Dispose();

    private void WriteRowGroup()
    {
        using ParquetRowGroupWriter group = _writer.CreateRowGroup();
        foreach (LeafBuffer leaf in _leaves)
        {
            leaf.WriteTo(group, _options);
        }

        _rows = 0;
    }
}
