namespace HotStream;

/// <summary>
/// The thread that writes what the lanes of a context append to their logs, so that no worker does. It begins with the first lane, sleeps
/// while there is nothing, and after a refusal of the disk tries again when somebody wants it, ten times a second otherwise.
/// </summary>
internal sealed class LogThread : IDisposable
{
    private const int AttemptsBeforePark = 16;

    private readonly Parker _parker = new();
    private Func<bool>[] _lanes = [];
    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>Takes in a lane; one thread, the driver's.</summary>
    /// <param name="write">Writes what is queued; returns whether there was anything, and never throws.</param>
    public void Add(Func<bool> write)
    {
        Volatile.Write(ref _lanes, [.. _lanes, write]);
        if (_thread is null)
        {
            _thread = new Thread(Loop) { IsBackground = true, Name = "hotstream-log" };
            _thread.Start();
        }
    }

    /// <summary>Something was queued. Any thread.</summary>
    public void Wake() => _parker.Wake();

    /// <summary>Ends the thread after it wrote what is queued, as far as the disk takes it.</summary>
    public void Dispose()
    {
        _stopping = true;
        Wake();
        _thread?.Join();
        _parker.Dispose();
    }

    private void Loop()
    {
        _parker.Loop(WriteAll, () => _stopping, AttemptsBeforePark);
        WriteAll();
    }

    private bool WriteAll()
    {
        bool did = false;
        foreach (Func<bool> write in Volatile.Read(ref _lanes))
        {
            did |= write();
        }

        return did;
    }
}
