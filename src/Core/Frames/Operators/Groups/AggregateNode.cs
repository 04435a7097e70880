namespace HotStream;

/// <summary>
/// Groups of each worker first, whose share is partitions side by side, so that what comes first in the input is first here; then all of
/// them together: few by one worker, many part by part by as many as there were. Where memory does not do, all groups are saved, and put
/// together file by file.
/// </summary>
internal sealed class AggregateNode(Node input, AggregatePlan plan) : Node
{
    private const int FewGroups = 32 * 1024; // fewer are together before other workers have begun

    private AggregateSink[] _groups = [];
    private Execution? _run;
    private bool _areSaved; // in parts by key, of each worker

    public override int Partitions => _areSaved ? KeyParts.Count : _groups.Length;

    public override void Prepare(Execution run)
    {
        _run = run;
        input.Prepare(run);
        var parts = new AggregateSink[Math.Min(input.Partitions, run.Workers)];
        run.ForAll(parts.Length, worker =>
        {
            parts[worker] = new AggregateSink(plan, run);
            Shares.Do(worker, parts.Length, input.Partitions, partition => input.Run(partition, parts[worker]), run.Cancellation);
            parts[worker].Complete();
        });
        long others = parts.Skip(1).Sum(part => part.Bytes); // are there twice while they are put together
        bool fits = parts.Length == 1 || run.Memory.Fits(others);
        Array.ForEach(parts, part => part.Wake());
        if (plan.Keys.Count > 0 && (!fits || parts.Any(part => part.Saved is not null)))
        {
            _areSaved = true;
            _groups = parts;
            run.ForAll(parts.Length, partition => parts[partition].SaveRest());
            return;
        }

        _groups = parts.Length == 1 ? parts : Together(parts, run);
        Array.ForEach(_groups, group => group.Complete());
    }

    public override void Run(int partition, ColumnSink sink)
    {
        if (_areSaved)
        {
            PushSaved(_groups, partition, 1, sink);
            return;
        }

        AggregateSink groups = _groups[partition];
        groups.Wake();
        Push(groups, 0, sink);
        groups.Dispose();
    }

    private bool Push(AggregateSink groups, int level, ColumnSink sink)
    {
        if (groups.Saved is null)
        {
            return groups.PushTo(sink);
        }

        groups.SaveRest();
        bool wanted = true;
        for (int part = 0; part < KeyParts.Count && wanted; part++)
        {
            wanted = PushSaved([groups], part, level + 1, sink);
        }

        return wanted;
    }

    /// <summary>Puts together what several saved of one part of the keys, and pushes a row for each group.</summary>
    private bool PushSaved(AggregateSink[] savers, int part, int level, ColumnSink sink)
    {
        using var groups = new AggregateSink(plan, _run!, level);
        foreach (AggregateSink saver in savers)
        {
            if (saver.Saved!.Stored(part) is { } saved)
            {
                groups.Load(saved);
            }
        }

        return Push(groups, level, sink);
    }

    private static AggregateSink[] Together(AggregateSink[] parts, Execution run)
    {
        if (!Array.Exists(parts, part => part.HasMore(FewGroups / parts.Length)))
        {
            foreach (AggregateSink part in parts.Skip(1))
            {
                parts[0].Merge(part);
                part.Dispose();
            }

            return [parts[0]];
        }

        int owners = Math.Min(parts.Length, Environment.ProcessorCount);
        run.ForAll(parts.Length, worker => parts[worker].Deal());
        run.ForAll(owners, owner =>
            Shares.Do(owner, owners, GroupDealing.Parts, part => parts[owner].Take(part, parts), run.Cancellation));
        Array.ForEach(parts, part => part.EndTaking());
        Array.ForEach(parts[owners..], part => part.Dispose());
        return parts[..owners];
    }
}
