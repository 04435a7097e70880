using System.Net;
using System.Net.Sockets;

namespace HotStream.Flume;

/// <summary>
/// Pulls from a Spark sink of Flume, a transaction after the other over one connection: its events are stored, and it is committed when
/// they are in the write-ahead log or their batch is done. One that failed is rolled back, and comes again. At a stop the connection
/// outlives <see cref="Run"/>, until the last batch is settled.
/// </summary>
internal sealed class FlumePullReceiver<T, TForm>(DnsEndPoint sink, int number, FlumePullOptions options) : SlabReceiver<T>
    where TForm : struct, IFlumeForm<T>
{
    private const int EmptyWaitMilliseconds = 100;

    private readonly FlumeBatchWait _batchDone = new();
    private readonly SparkBatch _batch = new();
    private SlabWriter<T>? _writer;
    private SocketLink? _link; // of a run that was asked to stop while it waited for a batch
    private FlumeCaller? _caller;
    private byte[] _sequence = []; // of the transaction that is open
    // fewer after one that failed, so that what is good in it is committed and what is not stays alone
    private int _ask = options.EventsMax;

    public override string Name { get; } = $"flume-pull://{FlumeAddress.NameOf(sink)}{(number == 0 ? "" : $"#{number}")}";

    private bool IsDone => _writer!.Committed >= _writer.Stored;

    protected override bool SendsAgain => options.Acknowledge == FlumeAcknowledge.Committed;

    protected override DeadLetter Describe(in T record) => new(Name, "", "", TForm.BodyOf(record).Bytes);

    protected override void Run()
    {
        _writer ??= CreateWriter();
        _link?.Dispose(); // started again: what was open there is rolled back by the sink
        _link = null;
        SocketLink link = Connect();
        try
        {
            var caller = new FlumeCaller(link, SparkProtocol.Sink, options);
            if (!Converse(link, caller))
            {
                (_link, _caller) = (link, caller);
                link = null!;
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or TimeoutException)
        {
            throw new IOException($"{Name}: {failure.Message.TrimEnd('.')}. A transaction that is open there comes again.", failure);
        }
        finally
        {
            link?.Dispose();
        }
    }

    protected override void OnBatchDone(BatchTime time, bool succeeded) => _batchDone.Pulse();

    protected override void OnClosed()
    {
        if (_link is { } link)
        {
            try
            {
                Settle(_caller!, IsDone);
            }
            catch (Exception failure) when (failure is IOException or SocketException or TimeoutException)
            {
                ReportError($"the last transaction could not be settled, and will come again: {PlainText.Of(failure.Message)}");
            }

            link.Dispose();
        }

        _writer?.Dispose();
    }

    private SocketLink Connect()
    {
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(Stopping); // afterwards a stop does not end reading
        return SocketLink.Connect(sink, new SocketStreamOptions(), connecting.Token);
    }

    /// <summary>Transactions, until we are asked to stop.</summary>
    /// <returns>False when one is open that waits for its batch.</returns>
    private bool Converse(SocketLink link, FlumeCaller caller)
    {
        while (!IsStopped)
        {
            Ask(link, caller);
            foreach (FlumeEventPlace place in _batch.Events)
            {
                FlumeStoring<T, TForm>.Store(_writer!, caller.Answer, place, options.EventBytesMax,
                    $"{nameof(FlumePullOptions)}.{nameof(options.EventBytesMax)}",
                    (reason, bytes) => DeadLetter(new DeadLetter(Name, "", reason, bytes)));
            }

            if (Secure() is not { } isKept)
            {
                return false;
            }

            Settle(caller, isKept);
            _ask = isKept ? (int)Math.Min(options.EventsMax, _ask * 2L) : Math.Max(1, Math.Min(_ask, _batch.Events.Count) / 2);
            ReportProgress();
            if (_batch.Events.Count == 0)
            {
                Stopping.WaitHandle.WaitOne(EmptyWaitMilliseconds); // a sink that stops answers so at once
            }
        }

        return true;
    }

    /// <summary>Waits for events; a sink answers when it has some.</summary>
    private void Ask(SocketLink link, FlumeCaller caller)
    {
        AvroWriter.Long(caller.Begin("getEventBatch"u8), _ask);
        link.Quiet = () =>
        {
            Stopping.ThrowIfCancellationRequested();
            _writer!.Rest();
        };
        int start = caller.Call(mayWait: true);
        link.Quiet = null;
        if (!_batch.Read(caller.Answer, start))
        {
            throw new FlumeException("its batch of events cannot be read");
        }

        if (_batch.Error.Length > 0)
        {
            throw new FlumeException($"it has no events for us: {_batch.Error}");
        }

        _sequence = caller.Answer.Slice(_batch.Sequence.Start, _batch.Sequence.Length).ToArray();
    }

    /// <summary>Waits until the events are on disk, or their batch is done.</summary>
    /// <returns>False when it failed; null when the program stops first.</returns>
    private bool? Secure()
    {
        if (options.Acknowledge == FlumeAcknowledge.Durable && _writer!.PublishDurably())
        {
            return true;
        }

        _writer!.Publish();
        if (!_batchDone.Await(() => IsDone || _writer.HasFailed, () => IsStopped))
        {
            return null;
        }

        bool isDone = IsDone;
        if (_writer.HasFailed)
        {
            _writer.Dispose();
            _writer = CreateWriter(before: _writer); // what the failed batch held counts as never stored
        }

        return isDone;
    }

    /// <summary>Commits the transaction, or rolls it back.</summary>
    private void Settle(FlumeCaller caller, bool isKept)
    {
        AvroWriter.Bytes(caller.Begin(isKept ? "ack"u8 : "nack"u8), _sequence);
        caller.Call(mayWait: false);
    }
}
