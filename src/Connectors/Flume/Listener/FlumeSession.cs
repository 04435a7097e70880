using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;

namespace HotStream.Flume;

/// <summary>One agent's connection: requests one after the other, each answered before the next is read. One thread.</summary>
internal sealed class FlumeSession<T, TForm>(SocketLink link, FlumeListenerOptions options, ConcurrentDictionary<UInt128, bool> clients,
    int clientsMax, FlumeResumptions resumptions, Func<SlabWriter<T>?, SlabWriter<T>> createWriter) : IDisposable
    where TForm : struct, IFlumeForm<T>
{
    private const string OptionName = $"{nameof(FlumeListenerOptions)}.{nameof(FlumeListenerOptions.EventBytesMax)}";

    private readonly Stream _input =
        options.Deflate ? new ZLibStream(link.Stream, CompressionMode.Decompress, leaveOpen: true) : link.Stream;
    private readonly Stream _output =
        options.Deflate ? new ZLibStream(link.Stream, CompressionLevel.Fastest, leaveOpen: true) : link.Stream;
    private readonly FlumeFrame _frame = new(options.RequestBytesMax);
    private readonly FlumeCall _call = new();
    private readonly FlumeAnswer _answer = new();
    private SlabWriter<T> _writer = createWriter(null);
    private bool _hasGreeted;

    /// <summary>Takes an event that cannot be a record: why, and its body.</summary>
    public required Action<string, byte[]> Letter { get; init; }

    /// <summary>Waits for batches until a condition holds; false when the program stops.</summary>
    public required Func<Func<bool>, bool> AwaitBatch { get; init; }

    /// <summary>Answers until the agent has gone, or we shall stop.</summary>
    /// <exception cref="FlumeException">It is no agent for us.</exception>
    public void Run(Action progress)
    {
        link.Quiet = _writer.Rest;
        while (_frame.Read(_input, () => link.GiveUpAfter(options.RequestTimeout, "it did not finish a request in time (RequestTimeout)")))
        {
            link.GiveUpAfter(null, "");
            _answer.Begin(_frame.Serial);
            string? problem = null;
            bool isAnswered = _hasGreeted ? Answer(0) : Greet(out problem);
            if (!isAnswered)
            {
                return;
            }

            _answer.End();
            _output.Write(_answer.Bytes.Span);
            _output.Flush();
            if (problem is not null)
            {
                throw new FlumeException(problem);
            }

            progress();
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        if (options.Deflate)
        {
            _input.Dispose();
        }
    }

    /// <summary>The first requests of a connection begin with a handshake, until each side knows what the other speaks.</summary>
    private bool Greet(out string? problem)
    {
        ReadOnlySpan<byte> request = _frame.Request;
        problem = null;
        if (!_call.ReadHandshake(request))
        {
            throw new FlumeException("its first request begins with no handshake of Avro: is compression or TLS on at one side only?");
        }

        UInt128 client = BinaryPrimitives.ReadUInt128BigEndian(request[.._call.ClientHash.Length]);
        bool isKnown = clients.ContainsKey(client);
        if (!isKnown && _call.ClientProtocol.Length > 0)
        {
            problem = FlumeProtocol.FindProblem(request.Slice(_call.ClientProtocol.Start, _call.ClientProtocol.Length));
            isKnown = problem is null;
            if (isKnown && clients.Count < clientsMax)
            {
                clients[client] = true;
            }
        }

        bool knowsUs = request.Slice(_call.ServerHash.Start, _call.ServerHash.Length).SequenceEqual(FlumeProtocol.Hash);
        _answer.Handshake(isKnown || problem is not null, knowsUs);
        if (problem is not null)
        {
            _answer.Error(problem);
            return true;
        }

        _hasGreeted = isKnown;
        return !isKnown || Answer(_call.HandshakeEnd);
    }

    /// <returns>False when nothing is to be answered: the program stops.</returns>
    private bool Answer(int start)
    {
        if (_call.Read(_frame.Request, start) is { } problem)
        {
            _answer.Error(problem);
            return true;
        }

        if (_call.Message.Length == 0)
        {
            _answer.Status(null);
            return true;
        }

        FlumeStatus? status;
        try
        {
            status = Store();
        }
        catch (OperationCanceledException)
        {
            return false; // no room, and no time to wait for it
        }

        if (status is { } known)
        {
            _answer.Status(known);
        }

        return status is not null;
    }

    private FlumeStatus? Store()
    {
        if (_call.Events.Count == 0)
        {
            return FlumeStatus.Ok;
        }

        long before = _writer.Stored;
        int skipped = resumptions.Take(_frame.Request, _call.Events);
        for (int i = skipped; i < _call.Events.Count; i++)
        {
            FlumeStoring<T, TForm>.Store(_writer, _frame.Request, _call.Events[i], options.EventBytesMax, OptionName, Letter);
        }

        if (options.Acknowledge == FlumeAcknowledge.Durable && _writer.PublishDurably())
        {
            return FlumeStatus.Ok;
        }

        _writer.Publish();
        SlabWriter<T> writer = _writer;
        if (!AwaitBatch(() => writer.Committed >= writer.Stored || writer.HasFailed))
        {
            return null;
        }

        bool isDone = writer.Committed >= writer.Stored;
        if (!isDone)
        {
            resumptions.Keep(_frame.Request, _call.Events, FindFirstOpen(skipped, writer.Committed - before));
        }

        if (writer.HasFailed)
        {
            writer.Dispose();
            _writer = createWriter(writer); // what the failed batch held counts as never stored
            link.Quiet = _writer.Rest;
        }

        return isDone ? FlumeStatus.Ok : FlumeStatus.Failed;
    }

    /// <summary>The first event of the request that was stored, and is not in a batch that succeeded.</summary>
    /// <param name="index">The first that was looked at.</param>
    /// <param name="committed">How many that were stored are in such batches.</param>
    private int FindFirstOpen(int index, long committed)
    {
        for (; index < _call.Events.Count; index++)
        {
            FlumeEventPlace place = _call.Events[index];
            if (FlumeStoring<T, TForm>.LengthOf(place) <= options.EventBytesMax && committed-- <= 0)
            {
                break;
            }
        }

        return index;
    }
}
