namespace HotStream;

/// <summary>
/// Groups of each worker first, whose share is partitions side by side, so that what comes first in the input is first here; then all of
/// them together: few by one worker, many part by part when they are asked for, by as many as there were. Where memory does not do, all
/// groups are saved, and put together file by file.
/// </summary>
internal sealed class AggregateNode(Node input, AggregatePlan plan) : Node
{
    private const int FewGroups = 64 * 1024; // of all but one: fewer are together before they would be dealt

    private readonly Lock _gate = new();
    private AggregateSink[] _groups = [];
    private Execution? _run;
    private int _partitions;
    private int _left; // partitions that were not pushed yet
    private bool _isSettled;
    private bool _areSaved;

    public override int Partitions => _partitions;

    public override void Prepare(Execution run)
    {
        _run = run;
        input.Prepare(run);
        var groups = new AggregateSink[Math.Min(input.Partitions, run.Workers)];
        run.ForAll(groups.Length, worker =>
        {
            groups[worker] = new AggregateSink(plan, run);
            Shares.Do(worker, groups.Length, input.Partitions, partition => input.Run(partition, groups[worker]), run.Cancellation);
            groups[worker].Complete();
        });
        Array.ForEach(groups, static one => one.Wake());
        if (Array.Exists(groups, static one => one.Saved is not null))
        {
            run.ForAll(groups.Length, worker => groups[worker].SaveRest());
            (_groups, _partitions, _areSaved, _isSettled) = (groups, KeyParts.Count, true, true);
        }
        else
        {
            _groups = groups.Length == 1 ? groups : Together(groups, run);
            _partitions = Math.Min(_groups.Length, Environment.ProcessorCount);
            Array.ForEach(_groups, static one => one.Complete());
        }

        _left = _partitions;
    }

    public override void Run(int partition, ColumnSink sink)
    {
        Settle();
        if (_areSaved)
        {
            bool wanted = true;
            for (int file = partition; file < KeyParts.Count && wanted; file += _partitions)
            {
                wanted = PushSaved(_groups, file, 1, sink);
            }
        }
        else if (_groups[0].IsDealt)
        {
            AggregateSink.PushTo(sink, _groups, partition, _partitions);
        }
        else
        {
            _groups[0].PushTo(sink);
        }

        if (Interlocked.Decrement(ref _left) == 0)
        {
            Array.ForEach(_groups, static one => one.Dispose());
        }
    }

    /// <summary>From now on all groups are in memory or all are saved; others may have asked for their memory until now.</summary>
    private void Settle()
    {
        lock (_gate)
        {
            if (_isSettled)
            {
                return;
            }

            Array.ForEach(_groups, static one => one.Wake());
            _areSaved = Array.Exists(_groups, static one => one.Saved is not null);
            if (_areSaved)
            {
                Array.ForEach(_groups, static one => one.SaveRest());
            }

            _isSettled = true;
        }
    }

    private bool Push(AggregateSink groups, int level, ColumnSink sink)
    {
        if (groups.Saved is null)
        {
            return groups.PushTo(sink);
        }

        groups.SaveRest();
        bool wanted = true;
        for (int file = 0; file < KeyParts.Count && wanted; file++)
        {
            wanted = PushSaved([groups], file, level + 1, sink);
        }

        return wanted;
    }

    /// <summary>Puts together what several saved in one file, and pushes a row for each group.</summary>
    private bool PushSaved(AggregateSink[] savers, int file, int level, ColumnSink sink)
    {
        using var groups = new AggregateSink(plan, _run!, level);
        foreach (AggregateSink saver in savers)
        {
            if (saver.Saved!.Stored(file) is { } saved)
            {
                groups.Load(saved);
            }
        }

        return Push(groups, level, sink);
    }

    /// <summary>Few groups in one; many in parts of each, which are put together later.</summary>
    private static AggregateSink[] Together(AggregateSink[] groups, Execution run)
    {
        if (Array.Exists(groups, static one => one.IsDealt) || groups.Skip(1).Sum(static one => (long)one.Count) >= FewGroups)
        {
            run.ForAll(groups.Length, worker => groups[worker].Deal());
            return groups;
        }

        foreach (AggregateSink other in groups.Skip(1))
        {
            groups[0].Merge(other);
            other.Dispose();
        }

        return [groups[0]];
    }
}
