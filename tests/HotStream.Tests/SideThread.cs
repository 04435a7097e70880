using System.Runtime.ExceptionServices;

namespace HotStream.Tests;

/// <summary>
/// A thread of a test's own. What is thrown on it, a failed assertion too, is thrown again where the test waits for its end: on a bare
/// thread it ends the process, and with it the run of all tests. Where nobody waits, the output of the run says it.
/// </summary>
internal sealed class SideThread
{
    private readonly Thread _thread;
    private Exception? _failure;

    public SideThread(Action work, string? name = null) => _thread = new Thread(() => Do(work)) { IsBackground = true, Name = name };

    public bool IsAlive => _thread.IsAlive;

    /// <summary>Whether it sleeps, or waits for a lock or a signal.</summary>
    public bool IsWaiting => _thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin);

    public void Start() => _thread.Start();

    /// <summary>Waits for its end; fails where there is none.</summary>
    public void Join() => Assert.True(Join(ProcessWaits.Patience), "A thread of the test did not end.");

    /// <summary>Whether it ends in this time.</summary>
    public bool Join(TimeSpan time)
    {
        bool hasEnded = _thread.Join(time);
        if (hasEnded && _failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return hasEnded;
    }

    private void Do(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"A thread of a test ended: {failure}");
            _failure = failure;
        }
    }
}
