using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// The one way of a dead letter: cut and stamped, counted, logged, and given to the user's output, whose failure is logged
/// and goes no further. Thread-safe.
/// </summary>
internal sealed class DeadLetterOutput(Action<DeadLetter> output, int bytesMax, TimeProvider time)
{
    /// <summary>Most bytes of a record that a letter keeps.</summary>
    public int BytesMax => bytesMax;

    /// <summary>Where letters wait for the sink that takes them; null without one.</summary>
    public DeadLetterBox? Box { get; set; }

    public void Post(DeadLetter letter, ILogger logger)
    {
        letter = letter.CutAfter(bytesMax) with { Time = time.GetUtcNow() };
        EngineMetrics.DeadLettered(letter.Source);
        Log.DeadLettered(logger, PlainText.Of(letter.Source), PlainText.Of(letter.Position), PlainText.Of(letter.Reason), letter.Length);
        Box?.Add(letter);
        try
        {
            output(letter);
        }
        catch (Exception failure)
        {
            Log.DeadLetterOutputFailed(logger, PlainText.Of(letter.Source), failure);
        }
    }
}
