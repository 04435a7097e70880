using System.Collections.Concurrent;

namespace HotStream.Tests.Receiving;

/// <summary>Stores what a test sends, in its order. A test can wait until everything sent is stored, and so knows its batch.</summary>
internal sealed class ScriptedReceiver<T> : Receiver<T>
{
    private readonly BlockingCollection<(T[] Records, bool OneByOne)> _sent = [];
    private int _open;
    private volatile bool _isStoring;

    /// <summary>Whether it stores now, or waits until it may.</summary>
    public bool IsStoring => _isStoring;

    /// <summary>Whether everything sent is stored.</summary>
    public bool HasStored => Volatile.Read(ref _open) == 0;

    public void Send(T[] records, bool oneByOne = false)
    {
        Interlocked.Increment(ref _open);
        _sent.Add((records, oneByOne));
    }

    public void WaitUntilStored() => Streams.Engine.WaitFor(() => HasStored, "everything sent is stored");

    protected internal override void Run()
    {
        while (true)
        {
            (T[] records, bool oneByOne) = _sent.Take(Stopping);
            _isStoring = true;
            if (oneByOne)
            {
                Array.ForEach(records, Store);
            }
            else
            {
                StoreBlock(records);
            }

            _isStoring = false;
            Interlocked.Decrement(ref _open);
        }
    }
}
