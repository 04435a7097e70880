using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>The one way of a dead letter: counter, log, and the user's output, whose failure is logged and goes no further.</summary>
internal static class DeadLetterOutput
{
    public static void Post(DeadLetter letter, ILogger logger, Action<DeadLetter> output)
    {
        EngineMetrics.DeadLettered(letter.Source);
        Log.DeadLettered(logger, letter.Source, letter.Position, letter.Reason, letter.Length);
        try
        {
            output(letter);
        }
        catch (Exception failure)
        {
            Log.DeadLetterOutputFailed(logger, letter.Source, failure);
        }
    }
}
