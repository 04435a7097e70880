namespace HotStream.Testing;

/// <summary>
/// A source that gives what a script says, batch by batch, and gives it again: records lie in partitions, a position is a record's number
/// in its partition, from 0. It outlives contexts: every life of a program opens it anew, and goes on where the life before it was. It can
/// be made to fail, to stall, and to give a record twice. Safe from any thread.
/// </summary>
/// <typeparam name="T">Type of the records; must not hold slices.</typeparam>
public sealed class ReplayableSource<T>
{
    private readonly Lock _gate = new();
    private readonly List<ScriptedPartition<T>> _partitions = [];
    private readonly HashSet<(string Partition, long Position)> _repeated = [];
    private bool _stalls;
    private int _failuresLeft;
    private BatchTime? _failing;

    /// <summary>A source without partitions yet: <see cref="Partition"/> adds some.</summary>
    public ReplayableSource()
    {
    }

    /// <summary>A source of one partition, <c>"0"</c>.</summary>
    /// <param name="batches">The records of each batch; then there are none.</param>
    public ReplayableSource(params IEnumerable<IReadOnlyList<T>> batches) => Partition("0", batches);

    /// <summary>A source of one partition, <c>"0"</c>, that never ends.</summary>
    /// <param name="script">The records of a batch by its number, from 0; the same whenever it is asked.</param>
    public ReplayableSource(Func<int, IReadOnlyList<T>> script)
    {
        ArgumentNullException.ThrowIfNull(script);
        _partitions.Add(new ScriptedPartition<T>("0", script));
    }

    /// <summary>Adds a partition. Before the source is opened.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="batches">Its records in each batch; then there are none.</param>
    /// <returns>The source.</returns>
    public ReplayableSource<T> Partition(string name, params IEnumerable<IReadOnlyList<T>> batches)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        IReadOnlyList<T>[] script = [.. batches];
        _partitions.Add(new ScriptedPartition<T>(name, number => number < script.Length ? script[number] : []));
        return this;
    }

    /// <summary>A stream of the source's records, one entry of the script a batch.</summary>
    /// <param name="context">A context that was not started yet.</param>
    public InputDStream<T> Open(StreamingContext context) => new ReplayableStream<T>(context, this);

    /// <summary>The records of a range: what any batch with this range has.</summary>
    /// <param name="range">Partition, first position, the position behind the last.</param>
    /// <exception cref="ArgumentException">There is no such partition, or no such position.</exception>
    public IReadOnlyList<T> Read(SourceRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        lock (_gate)
        {
            ScriptedPartition<T> partition = _partitions.Find(known => known.Name == range.Partition)
                ?? throw new ArgumentException($"The source has no partition {range.Partition}.", nameof(range));
            var records = new List<T>();
            foreach ((long position, T record) in partition.Read(range))
            {
                records.Add(record);
                if (_repeated.Contains((range.Partition, position)))
                {
                    records.Add(record);
                }
            }

            return records;
        }
    }

    /// <summary>The next batches cannot read the source, and fail; what they would have had comes with the batch after.</summary>
    /// <param name="batches">How many.</param>
    public void FailNext(int batches = 1)
    {
        lock (_gate)
        {
            _failuresLeft = batches;
        }
    }

    /// <summary>Gives nothing, until <see cref="GoOn"/>: what would have come comes then.</summary>
    public void Stall()
    {
        lock (_gate)
        {
            _stalls = true;
        }
    }

    /// <summary>Ends <see cref="Stall"/> and <see cref="FailNext"/>.</summary>
    public void GoOn()
    {
        lock (_gate)
        {
            _stalls = false;
            _failuresLeft = 0;
        }
    }

    /// <summary>
    /// Gives a record twice, one after the other, whenever it is read: what a source does that sends again what it was not thanked for.
    /// </summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="position">Its position.</param>
    public void Repeat(string partition, long position)
    {
        lock (_gate)
        {
            _repeated.Add((partition, position));
        }
    }

    /// <summary>The ranges of the batch with a number in the script, from where each partition was read to; null while it stalls.</summary>
    internal SourceRange[]? RangesOf(int number, BatchTime time, Func<string, long> from)
    {
        lock (_gate)
        {
            if (_failing == time || _failuresLeft > 0)
            {
                _failuresLeft -= _failing == time ? 0 : 1; // a batch may ask twice
                _failing = time;
                throw new IOException($"The source was made to fail at {time}.");
            }

            return _stalls ? null
                : [.. _partitions.Select(partition => partition.RangeOf(number, from(partition.Name)))];
        }
    }

    internal SourceRange[] NoRanges(Func<string, long> from)
    {
        lock (_gate)
        {
            return [.. _partitions.Select(partition => ScriptedPartition<T>.Range(partition.Name, from(partition.Name),
                from(partition.Name)))];
        }
    }
}
