namespace HotStream;

/// <summary>Spins, yields, then sleeps until the other side wakes it: no processor time while nothing moves. The engine's choice.</summary>
internal readonly struct ParkWaiting : IWaitPolicy
{
    public static bool Parks => true;

    public static int AttemptsBeforePark => 24;

    public static void Pause(int attempt) => YieldWaiting.Pause(attempt);
}
