namespace HotStream;

/// <summary>
/// Rows of one side of a join, of one partition: in memory, or, when there is no room for them, dealt to parts by their keys on disk.
/// </summary>
internal sealed class JoinPart : ColumnSink, IRested, IDisposable
{
    private readonly KeyedSide _side;
    private readonly Execution _run;
    private readonly int _level;
    private readonly Held _held;
    private readonly DataType[] _types;
    private readonly ColumnProgram _program;
    private readonly ColumnVector[] _keys;
    private readonly ColumnBatch _kept = new();
    private readonly byte[] _parts = new byte[ColumnBatch.MaxRows];
    private readonly KeyParts _dealing = new();

    /// <summary>Creates a part without rows.</summary>
    /// <param name="side">Its columns and keys.</param>
    /// <param name="run">The query.</param>
    /// <param name="level">How often the keys that come were dealt to parts already.</param>
    /// <param name="isOnDisk">Whether it is known that memory does not do.</param>
    public JoinPart(KeyedSide side, Execution run, int level, bool isOnDisk)
    {
        _side = side;
        _run = run;
        run.Own(this);
        _level = level;
        _held = new Held(run.Memory, "one side of a join", MayDeal && !isOnDisk);
        _types = [.. side.Columns.Select(column => column.Type)];
        _program = new ColumnProgram(side.Keys, side.Columns);
        _keys = new ColumnVector[side.Keys.Count];
        Rows = new ColumnTable(_types);
        if (isOnDisk)
        {
            Spill();
        }
    }

    /// <summary>The rows in memory.</summary>
    public ColumnTable Rows { get; private set; }

    /// <summary>The rows by part of their keys; null while they are in memory.</summary>
    public DealtRows? Dealt { get; private set; }

    public long Bytes => _held.Bytes;

    private bool MayDeal => _side.Keys.Count > 0 && _level < KeyParts.Levels;

    public override bool Push(ColumnBatch batch)
    {
        if (Dealt is null)
        {
            long bytes = Rows.BytesWith(batch.Count);
            if (!MayDeal)
            {
                _held.Set(bytes);
            }
            else if (_held.MustSpill(bytes))
            {
                Spill();
            }
        }

        if (Dealt is null)
        {
            Rows.Append(batch);
        }
        else
        {
            Deal(batch);
        }

        return true;
    }

    /// <summary>No more rows come.</summary>
    public override void Complete()
    {
        if (Dealt is null)
        {
            _held.Count(Rows.Bytes);
        }

        if (MayDeal)
        {
            _held.Rest(this);
        }
    }

    /// <summary>It is about to be read.</summary>
    public void Wake() => _held.Wake(this);

    /// <summary>Deals the rows in memory; the rest follows them.</summary>
    public void Spill()
    {
        Dealt ??= new DealtRows(_types, KeyParts.Count, _run, "one side of a join", isOnDisk: true);
        Rows.PushTo(new Dealing(this));
        Rows.Dispose();
        Rows = new ColumnTable(_types, 64);
        _held.Count(0);
    }

    /// <summary>Deals the last rows: what was dealt may be read.</summary>
    public DealtRows DealRest()
    {
        Spill();
        Dealt!.Complete();
        return Dealt;
    }

    /// <summary>So many bytes more are held for the rows.</summary>
    public void Hold(long more) => _held.Count(Rows.Bytes + more);

    public void Dispose()
    {
        if (!_run.Disown(this))
        {
            return;
        }

        _program.Dispose();
        _dealing.Dispose();
        _held.Dispose();
        Rows.Dispose();
        Dealt?.Dispose();
    }

    private void Deal(ColumnBatch batch)
    {
        _program.Run(batch, _keys);
        RowSet rows = _side.DropsNulls ? WithoutNulls(batch) : batch.Rows;
        _dealing.Find(_keys, rows, _level, _parts);
        Dealt!.Deal(_parts, batch.Columns, rows);
        Dealt.Count();
    }

    /// <summary>The rows that may have a partner.</summary>
    private unsafe RowSet WithoutNulls(ColumnBatch batch)
    {
        int count = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            int row = batch.PlaceOf(i);
            bool hasNull = false;
            for (int key = 0; key < _keys.Length; key++)
            {
                hasNull |= !_side.AreNullsEqual[key] && _keys[key].IsNull(row);
            }

            _kept.Places[count] = (ushort)row;
            count += hasNull ? 0 : 1;
        }

        return new RowSet(batch.Length, _kept.Places, count);
    }

    private sealed class Dealing(JoinPart part) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            part.Deal(batch);
            return true;
        }
    }
}
