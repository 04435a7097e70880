namespace HotStream.Http;

/// <summary>How many requests are under way and how many bytes they hold: what is too much is not taken. Thread-safe.</summary>
internal sealed class HttpAdmission(int requestsMax, long bytesMax)
{
    private long _bytes;
    private int _requests;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _requests) <= requestsMax)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _requests);

    public bool TryHold(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= bytesMax)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    public void Release(int bytes) => Interlocked.Add(ref _bytes, -bytes);
}
