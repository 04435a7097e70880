namespace HotStream.Flume;

/// <summary>A protocol that we call.</summary>
/// <param name="Text">Our text of it.</param>
/// <param name="Hash">What names our text; servers keep it beside the text, and do not compute it.</param>
/// <param name="FindProblem">Why a server that has another text cannot be called, or null.</param>
internal sealed record FlumeService(byte[] Text, byte[] Hash, FlumeService.Check FindProblem)
{
    public delegate string? Check(ReadOnlySpan<byte> text);
}
