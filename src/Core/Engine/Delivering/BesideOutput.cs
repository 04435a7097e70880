using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// Delivers batches to a sink on a thread of its own, beside the batches that follow: the driver stores a batch and goes on. With
/// <see cref="SlowSink.Spill"/> a batch waits until it is delivered, however long the sink is away; with <see cref="SlowSink.Drop"/> one
/// that finds no room, or cannot be delivered, is counted and gone.
/// </summary>
internal sealed class BesideOutput<T> : IDisposable
{
    private readonly Delivery<T> _delivery;
    private readonly string _name;
    private readonly string _context;
    private readonly Executor _executor;
    private readonly StoredColumn<T> _column;
    private readonly WaitingBatches _waiting;
    private readonly SlowSink _whenSlow;
    private readonly DiskWait _disk;
    private long _storing; // bytes of the batch that is written
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stop;
    private readonly Thread _thread;
    private readonly IDisposable _observed;

    public BesideOutput(Delivery<T> delivery, BesideSettings settings, StoredColumn<T> column)
    {
        _delivery = delivery;
        _name = settings.Output;
        _context = settings.Context;
        _executor = settings.Executor;
        _column = column;
        _whenSlow = settings.Options.WhenSlow;
        _time = settings.Time;
        _logger = settings.Logger;
        _stop = settings.Stop;
        _waiting = new WaitingBatches(column.Name, settings.Options.BytesMax, settings.Directory, settings.IsKept);
        _disk = new DiskWait(settings.Directory ?? string.Empty, _logger, () => Volatile.Read(ref _storing), _stop, settings.LetGo);
        _observed = EngineMetrics.ObserveWaiting(_context, _name, () => _waiting.Bytes);
        if (_waiting.Count > 0)
        {
            Log.WaitingFound(_logger, _name, _waiting.Count, _waiting.Bytes);
        }

        _thread = new Thread(Loop) { IsBackground = true, Name = "hotstream-output" };
        _thread.Start();
    }

    /// <summary>Driver: a batch. It is stored, or dropped, when this returns.</summary>
    public void Write(Batch<T> batch)
    {
        if (_waiting.Has(batch.Time))
        {
            return; // run again after a restart, and stored before it
        }

        WaitingBatch stored = WaitingRecords<T>.Store(batch, _column, _name);
        if (stored.Records == 0)
        {
            return;
        }

        if (_whenSlow == SlowSink.Spill)
        {
            _waiting.AwaitRoom(stored.Bytes, _stop);
            Volatile.Write(ref _storing, stored.Bytes);
            _disk.Until(() => _waiting.Add(stored));
            EngineMetrics.OutputSpilled(_context, _name, stored.Bytes);
        }
        else if (_waiting.HasRoom(stored.Bytes))
        {
            _waiting.Add(stored);
        }
        else
        {
            Drop(batch.Time, stored.Records, $"{_waiting.Bytes} bytes wait for the sink already");
        }
    }

    /// <summary>Waits until no batch waits; false when time ran out.</summary>
    public bool AwaitEmpty(TimeSpan timeout) => _waiting.AwaitEmpty(timeout);

    public void Dispose()
    {
        _waiting.Close();
        _thread.Join();
        _observed.Dispose();
        if (_waiting.Count > 0)
        {
            Log.WaitingLeft(_logger, _name, _waiting.Count, _waiting.Bytes, _waiting.IsKept ? "wait for the next start" : "are lost");
        }

        _waiting.Dispose();
    }

    private void Loop()
    {
        var backoff = new Backoff(TimeSpan.MaxValue, _time, longest: TimeSpan.FromSeconds(30));
        while (!_stop.IsCancellationRequested && _waiting.Await() is (var time, var records))
        {
            try
            {
                if (TryRead(time, records) is { } batch)
                {
                    Deliver(batch);
                }

                backoff.Progress();
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (_whenSlow == SlowSink.Spill)
            {
                Log.WaitingAgain(_logger, _name, time, failure);
                backoff.TryAgain(out TimeSpan delay);
                Pause(delay);
                continue;
            }
            catch (Exception failure)
            {
                EngineMetrics.BatchFailed(_context);
                Log.OutputFailed(_logger, _name, time, failure);
                Drop(time, records, "the sink did not take it");
            }

            TryRemove(time);
        }
    }

    /// <summary>The batch; null when nobody can read it any more.</summary>
    private WaitingBatch? TryRead(BatchTime time, long records)
    {
        try
        {
            return _waiting.Read(time);
        }
        catch (Exception damage) when (damage is InvalidDataException or FileNotFoundException)
        {
            Drop(time, records, PlainText.Of(damage.Message));
            return null;
        }
    }

    private void Deliver(WaitingBatch batch)
    {
        var scope = new BatchScope(batch.Time, _executor);
        try
        {
            _delivery.Write(new WaitingRecords<T>(scope, batch, _column));
        }
        finally
        {
            scope.Release();
        }
    }

    /// <summary>What cannot be removed now comes again, and the sink recognises it or has it twice.</summary>
    private void TryRemove(BatchTime time)
    {
        try
        {
            _disk.Until(() => _waiting.Remove(time));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.WaitingAgain(_logger, _name, time, failure);
        }
    }

    private void Drop(BatchTime time, long records, string reason)
    {
        EngineMetrics.OutputDropped(_context, _name, Math.Max(0, records));
        Log.OutputDropped(_logger, _name, time, records, reason);
    }

    private void Pause(TimeSpan delay)
    {
        using var until = new ManualResetEventSlim();
        using ITimer timer = _time.CreateTimer(static wake => ((ManualResetEventSlim)wake!).Set(), until, delay, Timeout.InfiniteTimeSpan);
        try
        {
            until.Wait(_stop);
        }
        catch (OperationCanceledException)
        {
            // the loop ends
        }
    }
}
