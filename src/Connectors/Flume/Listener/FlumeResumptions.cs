using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace HotStream.Flume;

/// <summary>
/// How many of a request's first events are in batches that succeeded, though the request was answered by FAILED because of a later one:
/// when a request begins with the same events again, it goes on behind them, whatever follows. Without that, the search for an event that
/// makes batches fail would begin anew with every request. An entry is used once, so two equal requests count twice. Thread-safe.
/// </summary>
/// <param name="isWhole">Whether headers are stored; where they are not, they may differ.</param>
internal sealed class FlumeResumptions(bool isWhole)
{
    private const int KeptMax = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, (int Events, UInt128 Sum)> _events = []; // by the sum of the first of them
    private readonly Queue<UInt128> _oldest = [];

    /// <summary>A request failed, and so many of its first events need not be stored again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="places">Where in it events are.</param>
    /// <param name="events">How many of them.</param>
    public void Keep(ReadOnlySpan<byte> request, IReadOnlyList<FlumeEventPlace> places, int events)
    {
        if (events == 0)
        {
            return;
        }

        UInt128 first = SumOf(request, places, 1);
        UInt128 sum = SumOf(request, places, events);
        lock (_gate)
        {
            _events[first] = (events, sum);
            _oldest.Enqueue(first);
            while (_oldest.Count > KeptMax)
            {
                _events.Remove(_oldest.Dequeue());
            }
        }
    }

    /// <summary>How many of a request's first events need not be stored again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="places">Where in it events are; there is one at least.</param>
    public int Take(ReadOnlySpan<byte> request, IReadOnlyList<FlumeEventPlace> places)
    {
        lock (_gate)
        {
            if (_events.Count == 0)
            {
                return 0;
            }
        }

        UInt128 first = SumOf(request, places, 1);
        (int Events, UInt128 Sum) kept;
        lock (_gate)
        {
            if (!_events.TryGetValue(first, out kept))
            {
                return 0;
            }
        }

        bool isSame = places.Count >= kept.Events && SumOf(request, places, kept.Events) == kept.Sum;
        lock (_gate)
        {
            return isSame && _events.Remove(first) ? kept.Events : 0; // who else had the same took it
        }
    }

    private UInt128 SumOf(ReadOnlySpan<byte> request, IReadOnlyList<FlumeEventPlace> places, int events)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<int> lengths = stackalloc int[2];
        for (int i = 0; i < events; i++)
        {
            FlumeEventPlace place = places[i];
            lengths[0] = isWhole ? place.HeadersLength : 0;
            lengths[1] = place.BodyLength;
            hash.AppendData(MemoryMarshal.AsBytes(lengths));
            hash.AppendData(request.Slice(place.HeadersStart, lengths[0]));
            hash.AppendData(request.Slice(place.BodyStart, lengths[1]));
        }

        return MemoryMarshal.Read<UInt128>(hash.GetHashAndReset());
    }
}
