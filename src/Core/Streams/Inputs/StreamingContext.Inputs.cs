using System.Collections.Concurrent;

namespace HotStream;

/// <content>Streams that receivers and queues feed.</content>
public sealed partial class StreamingContext
{
    /// <summary>A stream of batches taken from a queue, one entry per interval, or all waiting entries united.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="queue">Filled by the caller at any time. An empty entry is an entry.</param>
    /// <param name="oneAtATime">Whether one entry, or all of them, make a batch.</param>
    /// <param name="whenEmpty">Records for an interval in which the queue is empty; null for none.</param>
    public DStream<T> QueueStream<T>(ConcurrentQueue<IReadOnlyList<T>> queue, bool oneAtATime = true, IReadOnlyList<T>? whenEmpty = null)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return new QueueDStream<T>(this, queue, oneAtATime, whenEmpty);
    }

    /// <summary>A stream of what a receiver of your own stores.</summary>
    /// <typeparam name="T">Type of the records; must not hold slices.</typeparam>
    /// <param name="receiver">The receiver, used for this stream only.</param>
    public DStream<T> ReceiverStream<T>(Receiver<T> receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return new RecordReceiverDStream<T>(this, receiver);
    }

    /// <summary>A stream of the lines a text receiver stores.</summary>
    /// <param name="receiver">The receiver, used for this stream only.</param>
    public DStream<Utf8Slice> ReceiverStream(TextReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return new TextReceiverDStream(this, receiver);
    }

    /// <summary>A stream of records that a receiver of your own reads in place.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="receiver">The receiver, used for this stream only.</param>
    public DStream<T> ReceiverStream<T>(SlabReceiver<T> receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return new SlabReceiverDStream<T>(this, receiver);
    }
}
