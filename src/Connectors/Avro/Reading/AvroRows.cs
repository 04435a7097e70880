namespace HotStream.Avro;

/// <summary>Blocks of a file as batches.</summary>
internal sealed class AvroRows : IDisposable
{
    private const int EmptyRowsMax = 1 << 20; // of a block whose rows have no bytes

    private readonly AvroFile _file;
    private readonly int[] _places; // of each field of the file in the batch; -1 for one that is passed over
    private readonly ColumnVector[] _missing;
    private readonly ColumnBatch _batch;
    private readonly Utf8Arena _texts = new();
    private int _rows;

    public AvroRows(AvroFile file, StructField[] wanted)
    {
        _file = file;
        _places = [.. file.Record.Fields.Select(field => Array.FindIndex(wanted, column => column.Name == field.Name))];
        _batch = new ColumnBatch(new Schema(wanted));
        _missing = [.. _batch.Columns.Where((_, place) => !_places.Contains(place))];
    }

    /// <summary>Pushes the rows of a part.</summary>
    public void Read(AvroPart part, ColumnSink sink, CancellationToken cancellation)
    {
        long row = 0;
        try
        {
            _file.Seek(part.Start);
            while (_file.TryReadBlock(part.End, out long rows, out ReadOnlyMemory<byte> values))
            {
                if (rows > Math.Max(values.Length, EmptyRowsMax))
                {
                    throw new InvalidDataException($"The block has {rows} rows in {values.Length} bytes.");
                }

                var input = new AvroCursor(values.Span);
                for (row = 0; row < rows; row++)
                {
                    ReadRow(ref input);
                    if (_rows == ColumnBatch.MaxRows && !Push(sink, cancellation))
                    {
                        return;
                    }
                }

                row = -1;
                if (input.Left > 0)
                {
                    throw new InvalidDataException($"{input.Left} bytes are left behind {rows} rows.");
                }
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or OverflowException or ArgumentException
            or InsufficientExecutionStackException or EndOfStreamException)
        {
            throw new InvalidDataException($"{_file.Path} cannot be read: byte {_file.BlockStart}"
                + $"{(row < 0 ? "" : $", row {row} of the block there")}: {failure.Message} The file is damaged or not complete.", failure);
        }

        if (_rows > 0)
        {
            Push(sink, cancellation);
        }
    }

    public void Dispose()
    {
        _texts.Dispose();
        _batch.DisposeColumns();
    }

    private void ReadRow(ref AvroCursor input)
    {
        if (_rows == 0)
        {
            foreach (ColumnVector column in _batch.Columns)
            {
                AvroValue.Begin(column);
            }
        }

        IReadOnlyList<(string Name, AvroValue Value)> fields = _file.Record.Fields;
        for (int field = 0; field < _places.Length; field++)
        {
            if (_places[field] is >= 0 and var place)
            {
                fields[field].Value.Read(ref input, _batch.Columns[place], _rows, _texts);
            }
            else
            {
                fields[field].Value.Skip(ref input);
            }
        }

        foreach (ColumnVector column in _missing)
        {
            AvroValue.WriteNull(column, _rows);
        }

        _rows++;
    }

    private bool Push(ColumnSink sink, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _batch.SetLength(_rows);
        _rows = 0;
        bool wanted = sink.Push(_batch);
        _texts.Clear();
        return wanted;
    }
}
