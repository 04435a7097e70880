using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace HotStream;

public sealed partial class StreamingContext
{
    /// <summary>
    /// A stream of what somebody writes to a channel. While the engine has no room, nothing is read: a bounded channel then makes its
    /// writers wait. Once the channel is completed and empty the source has ended, the context goes on; a channel that is completed
    /// with an exception is reported (<see cref="StreamingListener.OnReceiverError"/>, the log) and ends too. What is in the channel at a
    /// stop stays there.
    /// </summary>
    /// <typeparam name="T">Type of the records; must not hold slices.</typeparam>
    /// <param name="channel">The channel, read for this stream only.</param>
    public DStream<T> FromChannel<T>(ChannelReader<T> channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return ReceiverStream(new ChannelReceiver<T>(channel));
    }

    /// <summary>
    /// A stream of what an asynchronous sequence gives. It is walked once, on a thread of its own, and is not asked for the next record
    /// while the engine has no room. Its end is the end of the source, the context goes on; what it throws is reported
    /// (<see cref="StreamingListener.OnReceiverError"/>, the log) and ends it too, since it could not go on where it was. Its token is
    /// cancelled when the context stops.
    /// </summary>
    /// <typeparam name="T">Type of the records; must not hold slices.</typeparam>
    /// <param name="records">The sequence.</param>
    public DStream<T> FromAsyncEnumerable<T>(IAsyncEnumerable<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return ReceiverStream(new SequenceReceiver<T>(records));
    }
}

/// <summary>A source of .NET's own that can be read only once: when it fails, trying again makes no sense.</summary>
internal abstract class OnceReceiver<T>(string name) : Receiver<T>
{
    private readonly T[] _block = new T[Block.Size];
    private int _count;

    public sealed override string Name => name;

    /// <summary>Whether the block has to be stored before more is taken.</summary>
    protected bool IsFull => _count == _block.Length;

    protected sealed override async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await ReadAsync(stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            StoreTaken();
            ReportError("the source failed; what it gave before is processed, nothing more comes", failure);
            Stop($"the source failed: {failure.Message}");
        }
    }

    /// <summary>Reads until the source ends.</summary>
    protected abstract Task ReadAsync(CancellationToken stopping);

    protected void Take(T record) => _block[_count++] = record;

    /// <summary>Stores what was taken; waits while there is no room.</summary>
    protected void StoreTaken()
    {
        int count = _count;
        _count = 0;
        StoreBlock(_block.AsSpan(0, count));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_block, 0, count);
        }
    }
}

/// <summary>Reads a channel.</summary>
internal sealed class ChannelReceiver<T>(ChannelReader<T> channel) : OnceReceiver<T>("FromChannel")
{
    protected override async Task ReadAsync(CancellationToken stopping)
    {
        while (await channel.WaitToReadAsync(stopping))
        {
            while (!IsFull && channel.TryRead(out T? record))
            {
                Take(record);
            }

            StoreTaken();
        }
    }
}

/// <summary>Walks an asynchronous sequence; records that come without waiting are stored together.</summary>
internal sealed class SequenceReceiver<T>(IAsyncEnumerable<T> records) : OnceReceiver<T>("FromAsyncEnumerable")
{
    protected override async Task ReadAsync(CancellationToken stopping)
    {
        await using IAsyncEnumerator<T> walk = records.GetAsyncEnumerator(stopping);
        while (!stopping.IsCancellationRequested)
        {
            ValueTask<bool> next = walk.MoveNextAsync();
            if (!next.IsCompleted)
            {
                StoreTaken();
            }

            if (!await next)
            {
                break;
            }

            Take(walk.Current);
            if (IsFull)
            {
                StoreTaken();
            }
        }

        StoreTaken();
    }
}
