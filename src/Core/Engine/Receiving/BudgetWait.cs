namespace HotStream;

/// <summary>How a receiver waits while the memory budget is spent: this is the back-pressure on its source.</summary>
internal static class BudgetWait
{
    private const int LastWaitMilliseconds = 2000;

    /// <summary>Returns when so many bytes fit.</summary>
    /// <exception cref="OperationCanceledException">The receiver was stopped and there was no room for what it still held.</exception>
    public static void For(int bytes, ReceiverBase receiver)
    {
        long giveUp = long.MaxValue;
        while (!receiver.Budget.HasRoom(bytes))
        {
            if (receiver.IsStopping)
            {
                // The last bytes of a graceful stop may wait for batches that are being finished, but not for ever.
                giveUp = Math.Min(giveUp, Environment.TickCount64 + LastWaitMilliseconds);
                if (Environment.TickCount64 >= giveUp || receiver.Supervisor.Aborting.IsCancellationRequested)
                {
                    throw new OperationCanceledException(receiver.Stopping);
                }
            }

            Thread.Sleep(1); // overload only: there is work queued for as long as the whole budget lasts
        }
    }
}
