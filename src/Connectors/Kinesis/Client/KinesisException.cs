namespace HotStream.Kinesis;

/// <summary>A request failed; the message says what to do, and shows no secret.</summary>
internal sealed class KinesisException(KinesisProblem problem, string message, Exception? cause = null) : IOException(message, cause)
{
    public KinesisProblem Problem { get; } = problem;
}
