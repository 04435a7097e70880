using System.Diagnostics.CodeAnalysis;

namespace HotStream;

/// <summary>
/// Rows folded by their keys: into one set of groups, and into parts of them once that is beyond the cache and grows. Groups for which
/// there is no room are saved, dealt to files by their keys, and folding begins anew: a group may then be saved several times.
/// </summary>
internal sealed class AggregateSink : ColumnSink, IRested, IDisposable
{
    /// <summary>
    /// Rows a new group, from which on they do not: where most rows find a group that is there, few groups have most rows, and the cache
    /// has these.
    /// </summary>
    private const int RowsOfNewGroup = 4;

    private readonly AggregateShape _shape;
    private readonly int _level;
    private readonly ColumnProgram _program;
    private readonly ColumnVector[] _values;
    private readonly GroupScratch _scratch;
    private readonly Execution _run;
    private readonly Held _held;
    private readonly bool _mayDeal;
    private GroupSet? _all;
    private GroupParts? _parts; // or these
    private int _lookAt; // so many groups: whether they are many
    private int _lookedAt; // so many groups there were then
    private long _rows; // since then

    /// <summary>Creates an empty one.</summary>
    /// <param name="plan">Keys and aggregates.</param>
    /// <param name="run">The query.</param>
    /// <param name="level">How often the keys that come were dealt to files already.</param>
    public AggregateSink(AggregatePlan plan, Execution run, int level = 0)
    {
        _shape = new AggregateShape(plan);
        _scratch = new GroupScratch(_shape);
        _run = run;
        _level = level;
        run.Own(this);
        _held = new Held(run.Memory, "groups", maySpill: HasKeys);
        _program = new ColumnProgram(_shape.Values, plan.Inputs[0].Output);
        _values = new ColumnVector[_shape.Values.Length];
        _mayDeal = HasKeys && run.Deals.WaitingBytes > 0 && WaitingRows.CanHold(_shape);
        Begin();
    }

    /// <summary>What was saved, by file; null while all groups are in memory.</summary>
    public DealtRows? Saved { get; private set; }

    public long Bytes => _held.Bytes;

    /// <summary>Whether its groups are dealt to parts.</summary>
    public bool IsDealt => _parts is not null;

    /// <summary>How many groups there are, while they are not dealt.</summary>
    public int Count => _all?.Count ?? 0;

    private bool HasKeys => _shape.Keys.Length > 0;

    public override bool Push(ColumnBatch batch)
    {
        _program.Run(batch, _values);
        if (_parts is not null)
        {
            _parts.Add(_values, batch.Rows, _scratch);
        }
        else
        {
            _all!.Add(_values, batch.Rows, _scratch);
            _rows += batch.Count;
            DealIfMany();
        }

        SpillIfTight();
        return true;
    }

    /// <summary>No more rows come: it can be merged into others, or saved.</summary>
    public override void Complete()
    {
        _held.Count(BytesNow());
        if (HasKeys)
        {
            _held.Rest(this);
        }
    }

    /// <summary>It is about to be read.</summary>
    public void Wake() => _held.Wake(this);

    /// <summary>Saves the last groups: what was saved may be read.</summary>
    public void SaveRest()
    {
        Spill();
        Saved!.Complete();
    }

    /// <summary>Saves all groups.</summary>
    public void Spill()
    {
        if (_parts is null)
        {
            Save(_all!);
        }
        else
        {
            _parts.Empty(Save, _scratch);
        }

        Saved!.Count();
        DisposeGroups();
        Begin();
        _held.Count(0);
    }

    /// <summary>Adds groups that were saved.</summary>
    public void Load(StoredRows saved)
    {
        using var reader = new StoredReader(saved, _run.Cancellation);
        while (reader.Next())
        {
            _all!.Load(reader.Batch, _scratch);
            SpillIfTight();
        }
    }

    /// <summary>Adds the groups of another one, when both have few.</summary>
    public void Merge(AggregateSink other)
    {
        _all!.Merge(other._all!, _scratch);
        _held.Count(BytesNow());
    }

    /// <summary>Deals its groups to parts, if they are not.</summary>
    public void Deal()
    {
        _parts ??= new GroupParts(_shape, _all!, _scratch, waitingBytes: 0);
        _all = null;
    }

    /// <summary>Pushes a row for each group, once, while they are in memory; false when no more are wanted.</summary>
    public bool PushTo(ColumnSink sink)
    {
        if (_parts is not null)
        {
            return PushTo(sink, [this], 0, 1);
        }

        using var output = new GroupOutput(_shape, sink);
        return output.Push(_all!);
    }

    /// <summary>Pushes a share of the groups that several have dealt to parts, in memory.</summary>
    public static bool PushTo(ColumnSink sink, AggregateSink[] dealt, int share, int shares)
    {
        GroupParts[] all = Array.ConvertAll(dealt, static one => one._parts!);
        using var output = new GroupOutput(dealt[0]._shape, sink);
        bool wanted = true;
        Shares.Do(share, shares, GroupDealing.Parts, part => wanted = wanted && GroupParts.PushTo(part, all, output),
            dealt[0]._run.Cancellation);
        return wanted;
    }

    public void Dispose()
    {
        if (!_run.Disown(this))
        {
            return;
        }

        _held.Dispose();
        _program.Dispose();
        _scratch.Dispose();
        DisposeGroups();
        Saved?.Dispose();
    }

    [MemberNotNull(nameof(_all))]
    private void Begin()
    {
        _all = new GroupSet(_shape);
        _parts = null;
        (_lookAt, _lookedAt, _rows) = (_run.Deals.ManyGroups, 0, 0);
    }

    private void DealIfMany()
    {
        if (_all!.Count < _lookAt || !_mayDeal)
        {
            return;
        }

        if (_rows < (long)RowsOfNewGroup * (_all.Count - _lookedAt))
        {
            _parts = new GroupParts(_shape, _all, _scratch, _run.Deals.WaitingBytes);
            _all = null;
            return;
        }

        (_lookAt, _lookedAt, _rows) = (_all.Count * 2, _all.Count, 0);
    }

    private void DisposeGroups()
    {
        _all?.Dispose();
        _parts?.Dispose();
    }

    private long BytesNow() => _all?.Bytes ?? _parts!.Bytes;

    private void SpillIfTight()
    {
        long bytes = BytesNow();
        if (!_held.MustSpill(bytes))
        {
            return;
        }

        _held.Count(bytes);
        if (HasKeys && _level < KeyParts.Levels && (IsDealt || Count > 1))
        {
            Spill();
        }
        else
        {
            _run.Memory.Check(HasKeys ? "the values of one group" : "the values of all rows together");
        }
    }

    /// <summary>Saves groups, dealt to files by their keys.</summary>
    private void Save(GroupSet groups)
    {
        DataType[] types = groups.SavedTypes;
        Saved ??= new DealtRows(types, KeyParts.Count, _run, "groups", isOnDisk: true);
        var batch = new ColumnBatch([.. types.Select(type => new ColumnVector(type))]);
        Span<byte> files = stackalloc byte[ColumnBatch.MaxRows];
        int most = StoredRows.RowsOf(_run.Memory.BlockBytes, groups.Bytes, groups.Count);
        int next = groups.First;
        while (groups.Take(ref next, _scratch.Numbers[..most]) is > 0 and int taken)
        {
            ReadOnlySpan<int> numbers = _scratch.Numbers[..taken];
            groups.Save(numbers, batch);
            for (int i = 0; i < taken; i++)
            {
                files[i] = (byte)KeyParts.Of(groups.HashOf(numbers[i]), _level);
            }

            Saved.Deal(files[..taken], batch.Columns, batch.Rows);
        }

        batch.DisposeColumns();
    }
}
