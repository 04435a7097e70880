using System.Diagnostics;

namespace HotStream;

/// <summary>
/// Writes checkpoints beside the batches, on a thread of its own, one at a time. While it writes, none is taken: what changes meanwhile is
/// in the next one. It rests a millisecond after each section, unless somebody waits: where workers use all processors, one that compressed
/// without a rest would keep a batch waiting for as long as the system lets a thread run.
/// </summary>
internal sealed class CheckpointWriter : IDisposable
{
    private readonly CheckpointStore _store;
    private readonly Action<CheckpointHeader, long, TimeSpan> _written;
    private readonly Action<CheckpointHeader, Exception> _failed;
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private readonly ManualResetEventSlim _isAwaited = new();
    private readonly Thread _thread;
    private (CheckpointHeader Header, IReadOnlyList<CheckpointPart> Parts)? _next;

    public CheckpointWriter(CheckpointStore store, Action<CheckpointHeader, long, TimeSpan> written,
        Action<CheckpointHeader, Exception> failed)
    {
        (_store, _written, _failed) = (store, written, failed);
        _thread = new Thread(Run) { IsBackground = true, Name = "hotstream-checkpoint" };
        _thread.UnsafeStart();
    }

    public bool IsIdle => _idle.IsSet;

    /// <summary>Writes a checkpoint; only when idle. Its parts are let go of afterwards.</summary>
    public void Write(CheckpointHeader header, IReadOnlyList<CheckpointPart> parts)
    {
        _idle.Reset();
        _next = (header, parts);
        _wanted.Release();
    }

    /// <summary>Waits until what is being written is on disk.</summary>
    public void AwaitIdle()
    {
        _isAwaited.Set();
        _idle.Wait();
        _isAwaited.Reset();
    }

    /// <summary>Ends the thread once it has written what it has.</summary>
    public void Dispose()
    {
        AwaitIdle();
        _wanted.Release();
        _thread.Join();
        _wanted.Dispose();
        _idle.Dispose();
        _isAwaited.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _wanted.Wait();
            if (_next is not { } next)
            {
                return;
            }

            _next = null;
            long started = Stopwatch.GetTimestamp();
            try
            {
                long bytes = _store.Write(next.Header, next.Parts, () => _isAwaited.Wait(1));
                _written(next.Header, bytes, Stopwatch.GetElapsedTime(started));
            }
            catch (Exception failure)
            {
                _failed(next.Header, failure);
            }

            foreach (CheckpointPart part in next.Parts)
            {
                part.Written.Dispose();
            }

            _idle.Set();
        }
    }
}
