using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// The streams of one context and what belongs to their batches. Before the start it grows; after it, the driver asks it for batches, one
/// time after another. <see cref="Generate{T}"/> may be called from other threads (slice), hence the lock around computing.
/// </summary>
internal sealed partial class StreamGraph(StreamingContext context)
{
    private readonly Lock _gate = new();
    private readonly List<StreamNode> _nodes = [];
    private readonly List<BatchScope> _scopes = []; // by time
    private (BatchTime First, BatchTime Last)[] _skipped = [];
    private StreamNode[] _read = [];
    private Dictionary<StreamNode, List<StreamNode>>? _readers;
    private Executor? _executor;
    private int _inputs;

    public List<IOutput> Outputs { get; } = [];

    public List<IReceiverInput> Receivers { get; } = [];

    public IEnumerable<StreamNode> Nodes => _nodes;

    public Executor Executor => _executor ??= new Executor(context.Options.Partitions, context.OnWorkerFailed);

    public MemoryBudget Budget { get; } = new(context.Options.MemoryBudgetBytes);

    public CacheStore Cache { get; } = new(context.Name, context.Options.CacheBudgetBytes, context.Options.SpillDirectory);

    public void Register(StreamNode node) => _nodes.Add(node);

    public void Add(IOutput output) => Outputs.Add(output);

    /// <summary>An output that runs behind all others.</summary>
    public IOutput? Last { get; set; }

    public void Add(IReceiverInput receiver) => Receivers.Add(receiver);

    /// <summary>The number of the next input.</summary>
    public int NextInput() => _inputs++;

    /// <summary>The inputs that are folded while they arrive.</summary>
    public AheadPlan Ahead { get; } = new();

    public ReceiverSupervisor Supervise(ReceiverBase receiver, IReceiverWatcher watcher) => new(
        receiver,
        Budget,
        context.Options.ReceiverRestartDelay,
        context.Logs.Get($"HotStream.Receiver.{receiver.Name}"),
        context.Letters,
        watcher);

    /// <summary>Finds, once the graph is frozen, the streams that outputs lead to; parents come before their readers.</summary>
    public void Freeze()
    {
        if (Last is not null)
        {
            Outputs.Add(Last);
        }

        HashSet<StreamNode> read = [.. Outputs.Select(output => output.Source)];
        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            if (read.Contains(_nodes[i]))
            {
                read.UnionWith(_nodes[i].Parents);
            }
        }

        _read = [.. _nodes.Where(read.Contains)];
    }

    /// <summary>The streams that outputs lead to, once frozen.</summary>
    public IReadOnlyList<StreamNode> Read => _read;

    /// <summary>The first stream that cannot be started without a checkpoint directory, or null.</summary>
    public StreamNode? FindMustCheckpoint() => Array.Find(_read, node => node.MustCheckpoint);

    /// <summary>Driver: moves every stream that somebody reads on to a batch time.</summary>
    public void Advance(BatchTime time)
    {
        lock (_gate)
        {
            foreach (StreamNode node in _read)
            {
                node.Advance(time);
            }
        }
    }

    /// <summary>Decides, once the graph is frozen, which received inputs are folded while they arrive.</summary>
    public void PlanAhead() =>
        Ahead.Decide(Receivers.OfType<StreamNode>(), Outputs.Select(output => output.Source).ToHashSet(), Readers);

    /// <summary>Clock: there is no batch from one time to another, both inclusive.</summary>
    public void Skip(BatchTime first, BatchTime last)
    {
        lock (_gate)
        {
            _skipped = [.. _skipped.Where(gap => gap.Last >= context.OldestRemembered), (first, last)];
        }
    }

    /// <summary>Whether there is no batch at a time because the clock skipped it. Safe from any thread.</summary>
    public bool IsSkipped(BatchTime time)
    {
        foreach ((BatchTime first, BatchTime last) in Volatile.Read(ref _skipped))
        {
            if (first <= time && time <= last)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether anything behind an input depends on the order in which its records came: an output that reads them, a function of the user
    /// that sees more than one of them, a fold that does not commute. Once the graph is frozen.
    /// </summary>
    public bool NeedsOrder(StreamNode input)
    {
        HashSet<StreamNode> read = [.. Outputs.Select(output => output.Source)];
        return Needs(input);

        bool Needs(StreamNode node) => read.Contains(node) || (Readers.TryGetValue(node, out List<StreamNode>? next)
            && next.Exists(reader => reader.OrderUse == OrderUse.Needs || (reader.OrderUse == OrderUse.PassesOn && Needs(reader))));
    }

    public BatchScope ScopeOf(BatchTime time)
    {
        int place = _scopes.Count;
        while (place > 0 && _scopes[place - 1].Time >= time)
        {
            place--;
        }

        if (place == _scopes.Count || _scopes[place].Time != time)
        {
            bool counts = time >= context.OldestRemembered && time > context.CountsAfter;
            _scopes.Insert(place, new BatchScope(time, Executor, context.Shared, counts)
            {
                Cache = Cache,
                Functions = context.AsyncFunctions,
                Rejects = context.Rejects,
            });
        }

        return _scopes[place];
    }

    /// <summary>A stream's batch, for callers outside the driver.</summary>
    public Batch<T>? Generate<T>(DStream<T> stream, BatchTime time)
    {
        lock (_gate)
        {
            if (time >= context.OldestRemembered)
            {
                return stream.GetOrCompute(time);
            }

            BatchFailedException? cause = null;
            try
            {
                if (time.Milliseconds >= context.LastGenerated.Milliseconds - stream.SlideMilliseconds)
                {
                    return stream.GetOrCompute(time); // what its inputs gave is known for a slide, as in Spark
                }
            }
            catch (BatchFailedException failure) when (failure.InnerException is InvalidOperationException)
            {
                cause = failure; // received records, states and results of older windows are gone with their batch
            }

            throw new InvalidOperationException(
                $"The batch of {time} is not remembered any more; call StreamingContext.Remember with a longer time before the start.",
                cause);
        }
    }

    /// <summary>Driver: lets an output build its batch.</summary>
    public bool Generate(IOutput output, BatchTime time)
    {
        lock (_gate)
        {
            return output.Generate(time);
        }
    }

    /// <summary>Releases everything of batches before a time.</summary>
    public void ReleaseBefore(BatchTime time)
    {
        lock (_gate)
        {
            foreach (StreamNode node in _nodes)
            {
                node.Forget(time);
            }

            while (_scopes.Count > 0 && _scopes[0].Time < time)
            {
                BatchScope scope = _scopes[0];
                _scopes.RemoveAt(0);
                scope.Release();
            }
        }
    }

    public void Dispose()
    {
        _executor?.Dispose();
        ReleaseBefore(new BatchTime(long.MaxValue));
    }

    /// <summary>Who reads a stream, of those that an output needs. Once the graph is frozen.</summary>
    private Dictionary<StreamNode, List<StreamNode>> Readers => _readers ??= FindReaders();

    private Dictionary<StreamNode, List<StreamNode>> FindReaders()
    {
        var readers = new Dictionary<StreamNode, List<StreamNode>>();
        var seen = new HashSet<StreamNode>();
        var open = new Stack<StreamNode>(Outputs.Select(output => output.Source));
        while (open.TryPop(out StreamNode? node))
        {
            if (!seen.Add(node))
            {
                continue;
            }

            foreach (StreamNode parent in node.Parents)
            {
                if (!readers.TryGetValue(parent, out List<StreamNode>? list))
                {
                    readers[parent] = list = [];
                }

                list.Add(node);
                open.Push(parent);
            }
        }

        return readers;
    }
}
