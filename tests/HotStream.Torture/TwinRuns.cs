namespace HotStream.Torture;

/// <summary>Runs with deliberate faults in the engine, each of which must be found.</summary>
internal static class TwinRuns
{
    public static readonly string[] Names = [];

    public static int Run(TortureOptions options) => TortureRun.Run(options).Print();
}
