using System.Diagnostics;

namespace HotStream.Torture;

/// <content>What is sent and done to the program while it lives, and between lives.</content>
internal sealed partial class TortureRun
{
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

            switch (_random.Next(60))
            {
                case 0 or 1:
                    Count("paused");
                    child.Pause(TimeSpan.FromMilliseconds(_random.Next(20, 400)));
                    break;
                case 2 when _rows is not null:
                    Count("database killed");
                    _rows.Kill();
                    break;
                case 3 when _sources.Mqtt is { } broker:
                    Count(broker.Restart());
                    break;
                case 9 when _sources.Nats is { } server:
                    Count("NATS killed");
                    server.Restart();
                    break;
                case 4 or 5 when _disk is { IsFull: false }:
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
                default:
                    Send();
                    break;
            }
        }
    }

    private void Send()
    {
        switch (_random.Next(10))
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
            case 4 when _sources.Nats is { } nats:
                nats.Send(_random.Next(1, 30));
                break;
            case 5 when _rows is { } rows:
                rows.Send(_random.Next(1, 30));
                break;
            default:
                _sender.Send();
                break;
        }
    }

    private SocketSender OneOfTheSockets() => _random.Next(2) == 0 ? _sources.Socket : _sources.Folded;

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

        if (_random.Next(10) == 0)
        {
            Count("batch times missed");
            Thread.Sleep(Shape.Interval * (Shape.MissedBatchesMax + _random.Next(20)));
        }
    }
}
