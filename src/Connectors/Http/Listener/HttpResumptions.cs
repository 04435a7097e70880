using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace HotStream.Http;

/// <summary>
/// How many of a request's first records are in batches that succeeded, though the request was refused because a later one failed: when the
/// same body comes again, it goes on behind them. Without that, the search for a record that makes batches fail would begin anew with every
/// request. An entry is used once, so two equal requests count twice. Thread-safe.
/// </summary>
internal sealed class HttpResumptions
{
    private const int KeptMax = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, int> _records = [];
    private readonly Queue<UInt128> _oldest = [];

    /// <summary>A refused request has so many records that are committed.</summary>
    public void Keep(HttpPosted posted, int records)
    {
        if (records == 0)
        {
            return;
        }

        UInt128 sum = SumOf(posted);
        lock (_gate)
        {
            _records[sum] = records;
            _oldest.Enqueue(sum);
            while (_oldest.Count > KeptMax)
            {
                _records.Remove(_oldest.Dequeue());
            }
        }
    }

    /// <summary>How many records of a request are committed already.</summary>
    public int Take(HttpPosted posted)
    {
        lock (_gate)
        {
            if (_records.Count == 0)
            {
                return 0;
            }
        }

        UInt128 sum = SumOf(posted);
        lock (_gate)
        {
            return _records.Remove(sum, out int records) ? records : 0;
        }
    }

    private static UInt128 SumOf(HttpPosted posted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(posted.Target);
        hash.AppendData(posted.Body);
        return MemoryMarshal.Read<UInt128>(hash.GetHashAndReset());
    }
}
