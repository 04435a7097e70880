using System.Diagnostics;

namespace HotStream.Torture;

/// <content>What is sent and done to the program while it lives, and between lives.</content>
internal sealed partial class TortureRun
{
    private const int Rarer = 10; // times, of what takes seconds to start again

    /// <summary>Sends for a while, and lets child, servers, disk and clock stand still or worse now and then.</summary>
    private void Feed(Child child, MovedClock? clock, TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time && !child.HasExited)
        {
            Thread.Sleep(_random.Next(40));
            _isSubscribed |= child.HasSubscribed;
            if (_disk is { IsFull: true } && Stopwatch.GetTimestamp() > _freeAt)
            {
                _disk.Free();
            }

            foreach (string name in _away.Keys.Where(name => Stopwatch.GetTimestamp() > _away[name]))
            {
                ComeBack(name);
            }

            switch (_random.Next(60))
            {
                case 0 or 1:
                    Count("paused");
                    child.Pause(TimeSpan.FromMilliseconds(_random.Next(20, 400)));
                    break;
                case 2 when _sources.Databases is { Count: > 0 } databases:
                    IStoredRows database = databases[_random.Next(databases.Count)];
                    Count($"{database.Name} killed");
                    database.Kill();
                    break;
                case 3 when _sources.Mqtt is { } broker:
                    Count(broker.Restart());
                    break;
                case >= 9 and <= 12 when _sources.Kept.Count > 0:
                    TakeAway(_sources.Kept.Keys.ElementAt(_random.Next(_sources.Kept.Count)));
                    break;
                case 4 or 5 when _disk is { IsFull: false } && child.HasBegun: // it ends where it cannot write its lock
                    Count("disk full");
                    _disk.Fill();
                    _freeAt = Stopwatch.GetTimestamp() + (_random.Next(50, 600) * Stopwatch.Frequency / 1000);
                    break;
                case 6 or 7 when clock is not null:
                    Count(clock.Move());
                    break;
                case 8:
                    Count("connection closed");
                    OneOfTheSockets().Close();
                    break;
                case 13 when _sources.Groups is { Count: > 0 } groups && Visit(groups[_random.Next(groups.Count)]):
                    Count("group joined by another");
                    break;
                case 14 when _sources.Shards is { IsAway: false } shards && shards.Reshard(_random) is { } done:
                    Count(done);
                    break;
                default:
                    Send();
                    break;
            }
        }
    }

    private bool Visit(IVisitedGroup group) =>
        group.Visit(TimeSpan.FromMilliseconds(_random.Next(100, 2000)), leaves: _random.Next(2) == 0);

    private void Send()
    {
        switch (_random.Next(12))
        {
            case 0 or 1:
                _sources.Numbered.Send(_random.Next(1, _random.Next(10) == 0 ? 300 : 20));
                break;
            case 2:
                OneOfTheSockets().Send(_random.Next(1, 30));
                break;
            case 3 when _isSubscribed:
                _sources.Mqtt!.Send(_random.Next(1, 10));
                break;
            case 4 or 5 or 8 when OneOfTheKept() is { } sender:
                sender.Send(_random.Next(1, 30));
                break;
            case 6 or 7:
                OneOfThePosts().Send(_random.Next(1, _random.Next(10) == 0 ? 1000 : 20));
                break;
            default:
                _sender.Send();
                break;
        }
    }

    private SocketSender OneOfTheSockets() => _random.Next(2) == 0 ? _sources.Socket : _sources.Folded;

    private IAnsweredLines OneOfThePosts() => _sources.Posts[_random.Next(_sources.Posts.Count)];

    /// <summary>A sender whose server is there; null for none.</summary>
    private IOrderedLines? OneOfTheKept()
    {
        IOrderedLines[] senders = [.. _sources.Ordered.Where(sender => sender is { IsKept: true } and not KeptSender { IsAway: true })];
        return senders.Length == 0 ? null : senders[_random.Next(senders.Length)];
    }

    /// <summary>Ends a server by force; it comes back at once or some time later, perhaps in another life.</summary>
    private void TakeAway(string name)
    {
        bool isRare = KeptSystem.All.Any(system => system.Name == name && system.KillsAreRare);
        if (_sources.Kept[name].IsAway || (isRare && _random.Next(Rarer) > 0))
        {
            return;
        }

        Count($"{name} {_sources.Kept[name].GoAway(_random)}");
        _away[name] = Stopwatch.GetTimestamp() + (Math.Max(0, _random.Next(-300, 600)) * Stopwatch.Frequency / 1000);
    }

    private void ComeBack(string name)
    {
        _sources.Kept[name].ComeBack();
        _away.Remove(name);
    }

    /// <summary>All servers that are away come back.</summary>
    private void ComeBack(TimeSpan after)
    {
        if (_away.Count > 0)
        {
            Thread.Sleep(after);
            foreach (string name in _away.Keys)
            {
                ComeBack(name);
            }
        }
    }

    private void BetweenLives()
    {
        if (_damage.DoSomething() is { } done)
        {
            Count(done);
        }

        if (_random.Next(3) == 0 && _sender.Append(_comparison.HasSeen))
        {
            Count("file grown after it was read");
        }

        for (int files = _random.Next(3); files > 0; files--)
        {
            _sender.Send();
        }

        for (int sends = _random.Next(4); sends > 0; sends--)
        {
            OneOfTheKept()?.Send(_random.Next(1, 30));
            OneOfThePosts().Send(_random.Next(1, 10));
        }

        if (_random.Next(10) == 0)
        {
            Count("batch times missed");
            Thread.Sleep(Shape.Interval * (Shape.MissedBatchesMax + _random.Next(20)));
        }
    }
}
