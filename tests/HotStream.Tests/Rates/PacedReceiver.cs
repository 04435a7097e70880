namespace HotStream.Tests.Rates;

/// <summary>A source that has so many records a second of the clock, and stores them as fast as it may.</summary>
internal sealed class PacedReceiver(ManualClock clock, int perSecond) : Receiver<int>
{
    private readonly long _began = clock.GetTimestamp();
    private long _stored;

    public long Stored => Volatile.Read(ref _stored);

    /// <summary>Records that the source has had so far.</summary>
    public long Due => (long)(clock.GetElapsedTime(_began).TotalSeconds * perSecond);

    protected internal override void Run()
    {
        while (!IsStopped)
        {
            if (Stored >= Due)
            {
                Thread.Sleep(1);
                continue;
            }

            Store((int)Stored);
            Volatile.Write(ref _stored, Stored + 1);
        }
    }
}
