using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Ctrl-C and SIGTERM ask for a graceful stop, whether or not somebody else asked before. A second one is not held back: it does what it
/// does without us, which is to end the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new(); // not disposed of: a signal may be on its way even then
    private readonly CancellationTokenRegistration _asked;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signals;

    /// <param name="stop">Asks for the stop as well.</param>
    public StopSignals(CancellationToken stop)
    {
        _asked = stop.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stop);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>Cancelled by the first signal, and by the token given.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _asked.Dispose();
    }

    internal void OnSignal(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref _signals) == 1)
        {
            signal.Cancel = true;
            _stop.Cancel();
        }
    }
}
