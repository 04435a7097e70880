namespace HotStream;

/// <summary>Never gives up the processor: lowest latency, for a thread with a core of its own.</summary>
internal readonly struct SpinWaiting : IWaitPolicy
{
    public static bool Parks => false;

    public static int AttemptsBeforePark => int.MaxValue;

    public static void Pause(int attempt) => Thread.SpinWait(8);
}
