using System.Collections.Concurrent;

namespace HotStream;

/// <summary>
/// Hands out the indices of a <see cref="SlabTable"/>, each once; when there are no others, those that were used up, the
/// first of them first. Thread-safe.
/// </summary>
internal sealed class SlabIndices(int capacity)
{
    private readonly ConcurrentQueue<int> _usedUp = [];
    private int _count;

    /// <summary>The next index.</summary>
    /// <exception cref="InsufficientMemoryException">All are in use.</exception>
    public int Next()
    {
        int index = Interlocked.Increment(ref _count) - 1;
        if (index < capacity)
        {
            return index;
        }

        Interlocked.Decrement(ref _count);
        return _usedUp.TryDequeue(out int again)
            ? again
            : throw new InsufficientMemoryException($"The process holds {capacity} slabs already; batches are not being released.");
    }

    /// <summary>An index shows nothing any more.</summary>
    public void PutBack(int index) => _usedUp.Enqueue(index);
}
