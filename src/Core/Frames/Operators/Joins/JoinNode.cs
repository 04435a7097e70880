namespace HotStream;

/// <summary>
/// A join by hash: one side is kept, its rows by the numbers of their keys; the rows of the other side are looked up as they come. Without
/// equal keys every row meets every other. What else the condition asks is asked of the pairs. Where there is no room for the side that is
/// kept, both sides are dealt to parts by their keys, and each part is joined by itself.
/// </summary>
/// <param name="probe">The side whose rows come by.</param>
/// <param name="build">The side that is kept.</param>
/// <param name="parts">Keys and the rest of the condition.</param>
/// <param name="kind">Inner, Left, LeftSemi or LeftAnti, where left is the side whose rows come by.</param>
internal sealed class JoinNode(Node probe, Node build, JoinParts parts, JoinType kind) : Node
{
    private const int MostTogether = 1; // rows of two keys come to one part twice in a row once in 256 times

    private JoinPart[] _built = [];
    private JoinPart[]? _probed; // when both sides are on disk
    private KeptSide? _table;
    private Execution? _run;
    private int _left; // partitions that are not done

    public override int Partitions => _probed is null ? probe.Partitions : KeyParts.Count;

    public override void Prepare(Execution run)
    {
        _run = run;
        build.Prepare(run);
        _built = Read(build, parts.BuildSide, isOnDisk: false);
        ColumnTable[] rows = [.. _built.Select(part => part.Rows)];
        bool fits = run.Memory.Fits(KeptSide.BytesFor(rows));
        Array.ForEach(_built, part => part.Wake());
        if (parts.Keys.Count > 0 && (!fits || _built.Any(part => part.Dealt is not null)))
        {
            run.ForAll(_built.Length, partition => _built[partition].DealRest());
            probe.Prepare(run);
            _probed = Read(probe, parts.ProbeSide, isOnDisk: true);
            _left = KeyParts.Count;
            return;
        }

        _table = Keep(_built);
        probe.Prepare(run);
        _left = probe.Partitions;
    }

    public override void Run(int partition, ColumnSink sink)
    {
        var next = new MovedRows(sink); // whether keys are single is no matter of who reads the error
        if (_probed is not null)
        {
            Join(_built, _probed, partition, 1, 0, next);
        }
        else
        {
            using PipeSink pipe = Pipe(_table!, next);
            probe.Run(partition, pipe);
            pipe.Complete();
        }

        if (Interlocked.Decrement(ref _left) == 0)
        {
            Free(_table);
            Array.ForEach([.. _built, .. _probed ?? []], part => part.Dispose());
        }
    }

    private JoinPart[] Read(Node node, KeyedSide side, bool isOnDisk)
    {
        var read = new JoinPart[node.Partitions];
        _run!.ForAll(read.Length, partition =>
        {
            read[partition] = new JoinPart(side, _run, 0, isOnDisk);
            node.Run(partition, read[partition]);
            read[partition].Complete();
            if (isOnDisk)
            {
                read[partition].DealRest();
            }
        });
        return read;
    }

    private KeptSide Keep(JoinPart[] built)
    {
        KeptSide table = _run!.Own(new KeptSide([.. built.Select(part => part.Rows)], parts));
        for (int i = 1; i < built.Length; i++)
        {
            built[i].Dispose();
        }

        built[0].Hold(table.IndexBytes);
        return table;
    }

    private PipeSink Pipe(KeptSide table, ColumnSink next) => LookupJoinSink.Fits(table, parts, kind)
        ? new LookupJoinSink(next, table, parts, kind) : new JoinSink(next, table, parts, kind, _run!.Cancellation);

    /// <summary>Joins one part of the keys; false when no more rows are wanted.</summary>
    /// <param name="built">The kept side.</param>
    /// <param name="probed">The side whose rows come by.</param>
    /// <param name="part">The part of the keys.</param>
    /// <param name="level">How often they were dealt.</param>
    /// <param name="together">How often all rows came to one part when they were dealt last.</param>
    /// <param name="next">Takes the pairs.</param>
    private bool Join(JoinPart[] built, JoinPart[] probed, int part, int level, int together, ColumnSink next)
    {
        if (!Stored(probed, part).Any() || (kind is JoinType.Inner or JoinType.LeftSemi && !Stored(built, part).Any()))
        {
            return true;
        }

        level = together > MostTogether ? KeyParts.Levels : level;
        using var kept = new JoinPart(parts.BuildSide, _run!, level, isOnDisk: false);
        foreach (StoredRows rows in Stored(built, part))
        {
            rows.PushTo(kept, _run!.Cancellation);
        }

        if (kept.Dealt is null && level < KeyParts.Levels && !_run!.Memory.Fits(KeptSide.BytesFor([kept.Rows])))
        {
            kept.Spill();
        }

        if (kept.Dealt is not null)
        {
            return Deal(kept, probed, part, level, together, next);
        }

        KeptSide table = Keep([kept]);
        bool wanted = true;
        using PipeSink pipe = Pipe(table, next);
        foreach (StoredRows rows in Stored(probed, part))
        {
            wanted = wanted && rows.PushTo(pipe, _run!.Cancellation);
        }

        pipe.Complete();
        Free(table);
        return wanted;
    }

    private void Free(KeptSide? table)
    {
        if (table is not null && _run!.Disown(table))
        {
            table.Dispose();
        }
    }

    /// <summary>Deals both sides of a part once more.</summary>
    private bool Deal(JoinPart kept, JoinPart[] probed, int part, int level, int together, ColumnSink next)
    {
        DealtRows dealt = kept.DealRest();
        together = Enumerable.Range(0, KeyParts.Count).Count(at => dealt.Stored(at) is not null) == 1 ? together + 1 : 0;
        using var others = new JoinPart(parts.ProbeSide, _run!, level, isOnDisk: true);
        foreach (StoredRows rows in Stored(probed, part))
        {
            rows.PushTo(others, _run!.Cancellation);
        }

        others.DealRest();
        bool wanted = true;
        for (int i = 0; i < KeyParts.Count && wanted; i++)
        {
            wanted = Join([kept], [others], i, level + 1, together, next);
        }

        return wanted;
    }

    private static IEnumerable<StoredRows> Stored(JoinPart[] dealt, int part) =>
        dealt.Select(one => one.Dealt!.Stored(part)).OfType<StoredRows>();
}
