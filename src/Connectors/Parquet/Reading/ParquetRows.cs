using Parquet;

namespace HotStream.Parquet;

/// <summary>Row groups of a file as batches.</summary>
internal sealed class ParquetRows : IDisposable
{
    private readonly ParquetFile _file;
    private readonly StructField[] _fields;
    private readonly ParquetNode?[] _nodes;
    private readonly ColumnBatch _batch;
    private readonly TextSlabs _texts = new();

    public ParquetRows(ParquetFile file, StructField[] fields)
    {
        _file = file;
        _fields = fields;
        _nodes = [.. fields.Select(field => file.Columns.FirstOrDefault(column => column.Name == field.Name)?.Node)];
        _batch = new ColumnBatch(new Schema(fields));
        foreach (ParquetLeaf leaf in _nodes.OfType<ParquetNode>().SelectMany(node => node.Leaves))
        {
            leaf.Texts = _texts;
        }
    }

    /// <summary>Pushes the rows of a row group.</summary>
    /// <returns>Whether more are wanted.</returns>
    public bool Read(int group, ColumnSink sink, CancellationToken cancellation)
    {
        ParquetRowGroupReader reader = _file.Reader.RowGroups[group];
        for (int column = 0; column < _nodes.Length; column++)
        {
            Guarded(group, column, () =>
            {
                foreach (ParquetLeaf leaf in _nodes[column]?.Leaves ?? [])
                {
                    leaf.Load(reader, cancellation);
                }
            });
        }

        bool wanted = true;
        for (long start = 0; start < reader.RowCount && wanted; start += ColumnBatch.MaxRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(ColumnBatch.MaxRows, reader.RowCount - start);
            for (int column = 0; column < _nodes.Length; column++)
            {
                Guarded(group, column, () => Fill(column, rows));
            }

            _batch.SetLength(rows);
            wanted = sink.Push(_batch);
            _texts.Clear();
        }

        return wanted;
    }

    public void Dispose()
    {
        _texts.Dispose();
        foreach (ColumnVector column in _batch.Columns)
        {
            column.Dispose();
        }
    }

    private void Fill(int column, int rows)
    {
        ColumnVector into = _batch.Columns[column];
        into.ClearNulls();
        if (_nodes[column] is not { } node)
        {
            if (into.Type.Kind is TypeKind.Array or TypeKind.Map)
            {
                into.Values<int>().Clear();
            }

            for (int row = 0; row < rows; row++)
            {
                into.SetNull(row);
            }

            return;
        }

        foreach (ParquetLeaf leaf in node.Leaves)
        {
            leaf.Next(rows);
        }

        if (node.Read(into, 0, 0) is var read && read != rows)
        {
            throw new InvalidDataException($"There are {read} values for {rows} rows.");
        }
    }

    private void Guarded(int group, int column, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw _file.Failure(group, _fields[column].Name, failure);
        }
    }
}
