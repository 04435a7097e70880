using System.Collections.Concurrent;
using System.Text;

namespace HotStream;

public sealed partial class StreamingContext
{
    /// <summary>
    /// A stream of lines from a queue of strings: what a job reads from a socket or from files in earnest, in its tests. One entry per
    /// interval is a batch, as in <see cref="QueueStream{T}"/>; drive it by a <see cref="ManualClock"/>.
    /// </summary>
    /// <param name="queue">Filled by the caller at any time. An empty entry is an entry.</param>
    /// <param name="oneAtATime">Whether one entry, or all of them, make a batch.</param>
    public DStream<Utf8Slice> TextQueueStream(ConcurrentQueue<IReadOnlyList<string>> queue, bool oneAtATime = true) =>
        QueueStream(queue, oneAtATime).MapBlocks("TextQueueStream", static () => new TextFunction());

    /// <summary>A stream of the given batches of lines: <c>TextQueueStream(["to be", "or not"], ["to be"])</c>.</summary>
    /// <param name="batches">The lines of each batch, one batch an interval; then empty batches.</param>
    public DStream<Utf8Slice> TextQueueStream(params IEnumerable<IReadOnlyList<string>> batches) =>
        TextQueueStream(new ConcurrentQueue<IReadOnlyList<string>>(batches));
}

/// <summary>Strings as texts of their batch.</summary>
internal sealed class TextFunction : BlockFunction<string, Utf8Slice>
{
    protected internal override void Process(ReadOnlySpan<string> records, BlockOutput<Utf8Slice> output)
    {
        foreach (string line in records)
        {
            output.Add(output.Store(Encoding.UTF8.GetBytes(line)));
        }
    }
}
