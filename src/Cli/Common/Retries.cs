using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HotStream.Cli;

/// <summary>What is being tried again now, and since when. Thread-safe.</summary>
internal sealed class Retries
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RetryKind, Trouble> _troubles = [];

    /// <summary>Whether a log event says once more that something is tried again.</summary>
    public bool IsRepeated(EventId logEvent)
    {
        RetryKind? kind = logEvent.Name switch
        {
            "ReceiverRestarting" => RetryKind.Source,
            "Retrying" or "Reconnecting" or "SendingAgain" => RetryKind.Destination,
            _ => null,
        };
        if (kind is not { } side)
        {
            return false;
        }

        lock (_gate)
        {
            if (_troubles.TryGetValue(side, out Trouble trouble))
            {
                _troubles[side] = trouble with { Repeated = trouble.Repeated + 1 };
                return true;
            }

            _troubles[side] = new Trouble(Stopwatch.GetTimestamp(), 0);
            return false;
        }
    }

    /// <summary>A side is well; null if it was all the time.</summary>
    public Trouble? End(RetryKind side)
    {
        lock (_gate)
        {
            return _troubles.Remove(side, out Trouble trouble) ? trouble : null;
        }
    }

    /// <summary>A trouble.</summary>
    /// <param name="Since">When it was first reported, by <see cref="Stopwatch"/>.</param>
    /// <param name="Repeated">How often it would have been reported again.</param>
    internal readonly record struct Trouble(long Since, int Repeated)
    {
        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Since);
    }
}
