using System.Buffers;
using StackExchange.Redis;

namespace HotStream.Redis;

/// <summary>
/// One partition's entries: encoded on the worker into a window; a full window is sent, its commands one behind the other, while the next
/// one fills. What was not answered is sent again, over another connection.
/// </summary>
internal sealed class RedisSinkWriter<T> : SinkWriter<T>
{
    private readonly RedisTarget<T> _target;
    private readonly SinkPartition _partition;
    private readonly string _sink;
    private readonly TimeProvider _time;
    private readonly RedisValue _field;
    private readonly ArrayBufferWriter<byte> _encoded = new();
    private readonly Task<RedisValue>[] _answers;
    private RedisWindow _filling = new();
    private RedisWindow _sent = new();
    private RedisLink? _link;
    private Task _sending = Task.CompletedTask;
    private BatchTime _batch;
    private long _record;
    private bool _isAborted;

    public RedisSinkWriter(RedisTarget<T> target, SinkPartition partition, string sink)
    {
        (_target, _partition, _sink) = (target, partition, sink);
        _time = target.Options.TimeProvider ?? partition.TimeProvider;
        _field = System.Text.Encoding.UTF8.GetBytes(target.Options.Field);
        _answers = new Task<RedisValue>[target.Options.InFlightMax];
    }

    protected override void Begin(BatchTime time)
    {
        (_batch, _record) = (time, 0);
        if (_isAborted)
        {
            _isAborted = false;
            ((IAsyncResult)_sending).AsyncWaitHandle.WaitOne(); // its batch is over, so it ends
            _sending = Task.CompletedTask;
            (_filling, _sent) = (new RedisWindow(), new RedisWindow()); // the client may still read the others
            Disconnect();
        }
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            Add(record);
            _record++;
            if (_filling.Count == _answers.Length)
            {
                _sending.GetAwaiter().GetResult(); // ends with the batch, if not before
                _sending = SendAsync(_partition.BatchStopping);
            }
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        await _sending.ConfigureAwait(false);
        await (_sending = SendAsync(stop)).ConfigureAwait(false);
    }

    protected override void Abort() => _isAborted = true;

    protected override void Dispose(bool disposing)
    {
        Disconnect();
        base.Dispose(disposing);
    }

    private void Add(in T record)
    {
        _encoded.ResetWrittenCount();
        try
        {
            if (_target.Payload.TryGetSlice(in record, out Utf8Slice slice))
            {
                _filling.Add(slice.Bytes);
                return;
            }

            _target.Payload.Encode(in record, _encoded);
        }
        catch (Exception cause)
        {
            _partition.Reject(_sink, _batch, _record, $"it could not be encoded: {PlainText.Of(cause.Message)}",
                _target.Payload.Describe(in record, _encoded.WrittenSpan));
            return;
        }

        _filling.Add(_encoded.WrittenSpan);
    }

    /// <summary>Sends the filled window and waits for all answers; the other one is filled meanwhile.</summary>
    private async Task SendAsync(CancellationToken stop)
    {
        RedisWindow window = _filling;
        (_filling, _sent) = (_sent, window);
        _filling.Clear();
        var backoff = new Backoff(_target.Options.RetryFor, _time);
        for (int done = 0; done < window.Count;)
        {
            (int answered, Exception? failure) = await TrySendAsync(window, done, stop).ConfigureAwait(false);
            if (answered > done)
            {
                backoff.Progress();
            }

            done = answered;
            if (failure is not null)
            {
                _sent = new RedisWindow(); // the client may still read this one, when it is done
                await WaitOrGiveUpAsync(backoff, failure, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends entries from one on, over a connection of its own when the last one failed.</summary>
    /// <returns>How many are answered, from the first of the window on, and what failed.</returns>
    private async Task<(int Answered, Exception? Failure)> TrySendAsync(RedisWindow window, int first, CancellationToken stop)
    {
        int answered = first;
        try
        {
            RedisLink link = _link ??= await RedisLink.OpenAsync(_target.Address, _target.Options, "hotstream").ConfigureAwait(false);
            for (int i = first; i < window.Count; i++)
            {
                _answers[i] = link.Database.StreamAddAsync(_target.Key, _field, window[i], messageId: null, _target.Options.LengthMax,
                    useApproximateMaxLength: true);
            }

            for (; answered < window.Count; answered++)
            {
                await _answers[answered].WaitAsync(stop).ConfigureAwait(false);
            }

            return (answered, null);
        }
        catch (Exception failure) when (RedisLink.IsOfTheServer(failure))
        {
            for (int i = first; i < window.Count; i++)
            {
                _ = _answers[i]?.ContinueWith(static task => task.Exception, TaskScheduler.Default); // seen
            }

            Disconnect();
            return (answered, failure);
        }
    }

    private async Task WaitOrGiveUpAsync(Backoff backoff, Exception failure, CancellationToken stop)
    {
        if (!MayPass(failure) || !backoff.TryAgain(out TimeSpan delay))
        {
            throw RedisLink.Explain($"Entries could not be appended to {_sink}, which was tried for at most "
                + $"{PlainText.Of(_target.Options.RetryFor)} (RedisAppendOptions.RetryFor)", failure);
        }

        RedisLog.SendingAgain(_partition.Logger, _sink, delay.TotalMilliseconds, PlainText.Of(failure.Message, 300), failure);
        await Task.Delay(delay, _time, stop).ConfigureAwait(false);
    }

    /// <summary>Answers of the server that another attempt may change: it has no room, loads, is a replica just now.</summary>
    private static bool MayPass(Exception failure) => failure is not RedisServerException refusal
        || refusal.Message.Split(' ')[0] is "OOM" or "LOADING" or "BUSY" or "READONLY" or "MASTERDOWN" or "TRYAGAIN" or "CLUSTERDOWN"
            or "MISCONF" or "NOREPLICAS";

    /// <summary>What the client has not sent yet it may still read: the windows are left to it.</summary>
    private void Disconnect()
    {
        if (Interlocked.Exchange(ref _link, null) is { } link)
        {
            link.Dispose();
        }
    }
}
