using System.Buffers;

namespace HotStream;

/// <summary>
/// Rows dealt to parts: in memory until they must go to disk, from then on block by block there. The rows of a part stay in their order.
/// One owner while it grows; complete, each part is read by one thread.
/// </summary>
internal sealed class DealtRows : IRested, IDisposable
{
    private readonly Execution _run;
    private readonly Held _held;
    private readonly ColumnTable[] _tables;
    private readonly DataType[] _types;
    private readonly StoredRows?[] _stored;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private bool _isOnDisk;

    /// <summary>Creates parts without rows.</summary>
    /// <param name="types">The columns.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="run">The query.</param>
    /// <param name="what">What it is for, in messages.</param>
    /// <param name="isOnDisk">Whether it is known that memory does not do.</param>
    public DealtRows(IEnumerable<DataType> types, int parts, Execution run, string what, bool isOnDisk)
    {
        _run = run;
        run.Own(this);
        _types = [.. types];
        _isOnDisk = isOnDisk;
        _held = new Held(run.Memory, what, maySpill: !isOnDisk);
        _tables = [.. Enumerable.Range(0, parts).Select(_ => new ColumnTable(_types, 64))];
        _stored = new StoredRows?[parts];
    }

    public long Bytes => _held.Bytes;

    /// <summary>Adds rows to a part.</summary>
    public void Add(int part, ColumnVector[] columns, ReadOnlySpan<int> places)
    {
        ColumnTable table = _tables[part];
        if (_isOnDisk && table.Count + places.Length > ColumnBatch.MaxRows)
        {
            Write(part);
        }

        table.Append(columns, places);
        if (_isOnDisk && table.Bytes >= _run.Memory.BlockBytes)
        {
            Write(part);
        }
    }

    /// <summary>Adds the rows that are meant to their parts.</summary>
    public void Deal(ReadOnlySpan<byte> parts, ColumnVector[] columns, RowSet rows)
    {
        Span<int> places = stackalloc int[ColumnBatch.MaxRows];
        for (int part = 0; part < _tables.Length; part++)
        {
            int count = 0;
            for (int i = 0; i < rows.Count; i++)
            {
                places[count] = rows.PlaceOf(i);
                count += parts[i] == part ? 1 : 0;
            }

            if (count > 0)
            {
                Add(part, columns, places[..count]);
            }
        }
    }

    /// <summary>Counts what it holds, and goes to disk if it must: after each batch.</summary>
    public void Count()
    {
        long bytes = 0;
        foreach (ColumnTable table in _tables)
        {
            bytes += table.Bytes;
        }

        if (_held.MustSpill(bytes) && !_isOnDisk)
        {
            Spill();
        }
    }

    public void Spill()
    {
        _isOnDisk = true;
        for (int part = 0; part < _tables.Length; part++)
        {
            Write(part);
        }

        _held.Count(0);
    }

    /// <summary>No more rows come: those in memory may go to disk while nobody reads them; beside others on disk they do at once.</summary>
    public void Complete()
    {
        if (_isOnDisk)
        {
            Spill();
            Array.ForEach(_tables, table => table.Dispose());
        }

        _held.Rest(this);
    }

    /// <summary>The part's rows, if all are on disk and there are any.</summary>
    public StoredRows? Stored(int part) => _stored[part];

    /// <summary>They are about to be read: no more go to disk.</summary>
    public void Wake() => _held.Wake(this);

    /// <summary>Pushes a part's rows; false when no more are wanted.</summary>
    public bool PushTo(int part, ColumnSink sink) =>
        _stored[part]?.PushTo(sink, _run.Cancellation) is not false && (_isOnDisk || _tables[part].PushTo(sink));

    /// <summary>The part is needed no more.</summary>
    public void Free(int part)
    {
        lock (_held)
        {
            _held.Count(Math.Max(0, _held.Bytes - _tables[part].Bytes));
        }

        _tables[part].Dispose();
    }

    public void Dispose()
    {
        if (!_run.Disown(this))
        {
            return;
        }

        Array.ForEach(_tables, table => table.Dispose());
        _held.Dispose();
    }

    private void Write(int part)
    {
        ColumnTable table = _tables[part];
        if (table.Count > 0)
        {
            StoredRows stored = _stored[part] ??= new StoredRows(_run.Disk, _types);
            table.PushTo(new Blocks(stored, _buffer));
            table.Clear();
        }
    }

    private sealed class Blocks(StoredRows stored, ArrayBufferWriter<byte> buffer) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            stored.Add(batch.Columns, batch.Length, buffer);
            return true;
        }
    }
}
