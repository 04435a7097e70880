namespace HotStream;

/// <summary>Spins a little, then offers the core to other threads: for as many threads as cores.</summary>
internal readonly struct YieldWaiting : IWaitPolicy
{
    public static bool Parks => false;

    public static int AttemptsBeforePark => int.MaxValue;

    public static void Pause(int attempt)
    {
        if (attempt < 16)
        {
            Thread.SpinWait(8);
        }
        else
        {
            Thread.Yield();
        }
    }
}
