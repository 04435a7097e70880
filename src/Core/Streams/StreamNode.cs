namespace HotStream;

/// <summary>What the context needs to know of any stream, whatever its records.</summary>
public abstract class StreamNode
{
    private protected StreamNode(StreamingContext context, IReadOnlyList<StreamNode> parents, string operatorName)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.ThrowIfFrozen(operatorName);
        Context = context;
        context.Graph.Register(this);
        Parents = parents;
        OperatorName = operatorName;
        SlideMilliseconds = parents.Count == 0 ? context.IntervalMilliseconds : parents[0].SlideMilliseconds;
        foreach (StreamNode parent in parents)
        {
            if (parent.Context != context)
            {
                throw new ArgumentException($"{operatorName} combines streams of two contexts; build all of them from one StreamingContext.");
            }

            if (parent.SlideMilliseconds != SlideMilliseconds)
            {
                throw new ArgumentException(
                    $"{operatorName} combines streams with different slide durations ({SlideMilliseconds} ms and {parent.SlideMilliseconds} ms); "
                    + "window them to the same slide first.");
            }
        }
    }

    /// <summary>The context this stream belongs to.</summary>
    public StreamingContext Context { get; }

    /// <summary>How often this stream has a batch: the batch interval, or the slide of the window above it.</summary>
    public TimeSpan SlideDuration => TimeSpan.FromMilliseconds(SlideMilliseconds);

    /// <summary>The operator that made this stream, as messages name it.</summary>
    public string OperatorName { get; }

    internal IReadOnlyList<StreamNode> Parents { get; }

    internal long SlideMilliseconds { get; private protected set; }

    /// <summary>Whether chains that run ahead may lead through this stream to the next.</summary>
    internal virtual bool PassesAhead => false;

    internal virtual void OnContextStart(BatchTime zeroTime, BatchTime startTime)
    {
    }

    internal virtual void OnContextStop()
    {
    }

    internal abstract void Forget(BatchTime before);

    /// <summary>Whether this stream has a batch at a time.</summary>
    internal bool IsValid(BatchTime time) =>
        time > Context.ZeroTime && (time.Milliseconds - Context.ZeroTime.Milliseconds) % SlideMilliseconds == 0;
}
