namespace HotStream;

/// <summary>
/// Groups dealt to parts by their keys, each a set so small that it stays in the cache while rows are added to it. Rows wait until there
/// are many of each part: a row is written and read once more, and its group, its key and its states are found where a set of all groups
/// would miss the cache for each of them. One owner; complete, each part is taken by one thread.
/// </summary>
internal sealed unsafe class GroupParts : IDisposable
{
    private readonly AggregateShape _shape;
    private readonly GroupSet?[] _sets = new GroupSet?[GroupDealing.Parts];
    private readonly GroupDealing _dealing;
    private readonly WaitingRows? _waiting; // null when no more rows come
    private readonly ColumnVector[] _views = [];
    private readonly byte[] _parts = GC.AllocateUninitializedArray<byte>(ColumnBatch.MaxRows, pinned: true);
    private readonly long _most;
    private long _setBytes;

    /// <summary>Deals groups.</summary>
    /// <param name="shape">What the sets have in common.</param>
    /// <param name="groups">The groups; they are let go.</param>
    /// <param name="scratch">Of the worker.</param>
    /// <param name="waitingBytes">Bytes of rows that may wait; 0 when none are to be added.</param>
    public GroupParts(AggregateShape shape, GroupSet groups, GroupScratch scratch, long waitingBytes)
    {
        _shape = shape;
        _dealing = new GroupDealing(shape.Keys);
        _most = waitingBytes;
        if (waitingBytes > 0)
        {
            _waiting = new WaitingRows(shape.Values);
            _views = _waiting.CreateViews();
        }

        Deal(groups, scratch, waitingBytes > 0 ? 2 : 1);
        groups.Dispose();
        CountSets();
    }

    /// <summary>Bytes held, as of the last time that rows were added to their groups.</summary>
    public long Bytes => _setBytes + (_waiting?.Bytes ?? 0);

    /// <summary>Adds rows to their groups, sooner or later.</summary>
    public void Add(ReadOnlySpan<ColumnVector> values, RowSet rows, GroupScratch scratch)
    {
        fixed (byte* parts = _parts)
        {
            _dealing.Find(values[.._shape.Keys.Length], rows, parts);
            _waiting!.Add(values, rows, parts);
        }

        if (_waiting.UsedBytes >= Math.Max(_most, _setBytes))
        {
            for (int part = 0; part < _sets.Length; part++)
            {
                _waiting.AddTo(_sets[part]!, part, _views, scratch);
            }

            _waiting.Clear();
            CountSets();
        }
    }

    /// <summary>
    /// Takes over a part, with the groups of several others put together, whose order is that of their rows. Several may do so at a time,
    /// each for another part.
    /// </summary>
    public void Take(int part, IEnumerable<GroupParts> all, GroupScratch scratch)
    {
        GroupSet? together = null;
        foreach (GroupParts one in all)
        {
            GroupSet set = one.Release(part);
            if (together is null)
            {
                together = set;
            }
            else
            {
                together.Merge(set, scratch);
                set.Dispose();
            }

            one._waiting?.AddTo(together, part, one._waiting.CreateViews(), scratch);
        }

        _sets[part] = together;
    }

    /// <summary>All parts were taken, and rows that waited with them.</summary>
    public void EndTaking()
    {
        _waiting?.Free();
        CountSets();
    }

    /// <summary>Calls for every set, with the rows that wait added to it.</summary>
    /// <param name="use">Says whether to go on.</param>
    /// <param name="scratch">Of the worker.</param>
    public bool ForAll(Func<GroupSet, bool> use, GroupScratch scratch)
    {
        for (int part = 0; part < _sets.Length; part++)
        {
            if (_sets[part] is { } set)
            {
                _waiting?.AddTo(set, part, _views, scratch);
                if (!use(set))
                {
                    return false;
                }

                Release(part).Dispose();
            }
        }

        return true;
    }

    public void Dispose()
    {
        foreach (GroupSet? set in _sets)
        {
            set?.Dispose();
        }

        _waiting?.Dispose();
        _dealing.Dispose();
    }

    private GroupSet Release(int part)
    {
        GroupSet set = _sets[part]!;
        _sets[part] = null;
        return set;
    }

    private void CountSets()
    {
        _setBytes = 0;
        foreach (GroupSet? set in _sets)
        {
            _setBytes += set?.Bytes ?? 0;
        }
    }

    /// <summary>Saves groups in the order of their parts, and loads them there.</summary>
    private void Deal(GroupSet groups, GroupScratch scratch, int times)
    {
        using var memory = new NativeBlock((nuint)groups.Limit * (sizeof(int) + 1));
        int* numbers = (int*)memory.Pointer;
        byte* parts = (byte*)(numbers + groups.Limit);
        FindParts(groups, scratch, parts);
        Span<int> ends = stackalloc int[_sets.Length];
        Sort(parts, groups.First, groups.Limit, numbers, ends);
        var batch = new ColumnBatch([.. groups.SavedTypes.Select(type => new ColumnVector(type))]);
        int at = 0;
        for (int part = 0; part < _sets.Length; part++)
        {
            var set = new GroupSet(_shape);
            _sets[part] = set;
            set.Expect((ends[part] - at) * times);
            while (at < ends[part])
            {
                int count = Math.Min(ColumnBatch.MaxRows, ends[part] - at);
                groups.Save(new ReadOnlySpan<int>(numbers + at, count), batch);
                set.Load(batch, scratch);
                at += count;
            }
        }

        batch.DisposeColumns();
    }

    private void FindParts(GroupSet groups, GroupScratch scratch, byte* parts)
    {
        ColumnVector[] keys = [.. _shape.Keys.Select(type => new ColumnVector(type))];
        int next = groups.First;
        for (int first = next; groups.Take(ref next, scratch.Numbers) is > 0 and int taken; first = next)
        {
            groups.WriteKeys(scratch.Numbers[..taken], keys);
            _dealing.Find(keys, new RowSet(taken, null, taken), parts + first);
        }

        Array.ForEach(keys, static key => key.Dispose());
    }

    /// <summary>Numbers from one on up to another by their parts, otherwise as they are, and where each part ends.</summary>
    private static void Sort(byte* parts, int from, int to, int* numbers, Span<int> ends)
    {
        ends.Clear();
        for (int number = from; number < to; number++)
        {
            ends[parts[number]]++;
        }

        int before = 0;
        foreach (ref int end in ends)
        {
            (end, before) = (before, before + end);
        }

        for (int number = from; number < to; number++)
        {
            numbers[ends[parts[number]]++] = number;
        }
    }
}
