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
        _waiting = waitingBytes > 0 ? new WaitingRows(shape) : null;
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
                _waiting.AddTo(_sets[part]!, part, scratch);
            }

            _waiting.Clear();
            CountSets();
        }
    }

    /// <summary>
    /// Pushes the groups of a part, once: those of several put together, in the order of their rows. Several threads may do so at a time,
    /// each for another part.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="all">Of whom.</param>
    /// <param name="output">Of the thread.</param>
    /// <returns>False when no more are wanted.</returns>
    public static bool PushTo(int part, GroupParts[] all, GroupOutput output)
    {
        GroupSet together = all[0]._sets[part]!;
        all[0]._waiting?.AddTo(together, part, output.Scratch);
        foreach (GroupParts other in all.AsSpan(1))
        {
            together.Merge(other._sets[part]!, output.Scratch);
            other.Drop(part);
            other._waiting?.AddTo(together, part, output.Scratch);
        }

        bool wanted = output.Push(together);
        all[0].Drop(part);
        return wanted;
    }

    /// <summary>Gives away every set, once: with the rows that wait added to it.</summary>
    public void Empty(Action<GroupSet> use, GroupScratch scratch)
    {
        for (int part = 0; part < _sets.Length; part++)
        {
            GroupSet set = _sets[part]!;
            _waiting?.AddTo(set, part, scratch);
            use(set);
            Drop(part);
        }
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

    private void Drop(int part)
    {
        _sets[part]!.Dispose();
        _sets[part] = null;
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
        int next = groups.First;
        for (int first = next; groups.Take(ref next, scratch.Numbers) is > 0 and int taken; first = next)
        {
            groups.WriteKeys(scratch.Numbers[..taken], scratch.Keys);
            _dealing.Find(scratch.Keys, new RowSet(taken, null, taken), parts + first);
        }
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
