namespace HotStream.Http;

/// <summary>Why a request is not taken.</summary>
/// <param name="Status">The status of its answer.</param>
/// <param name="Reason">What was wrong and how to correct it.</param>
internal sealed record HttpRefusal(int Status, string Reason)
{
    /// <summary>Whether the same request may be taken a little later.</summary>
    public bool IsForNow => Status is 429 or 503;
}
