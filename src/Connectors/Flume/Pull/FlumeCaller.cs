using System.Buffers;

namespace HotStream.Flume;

/// <summary>
/// Calls a server of Avro RPC over one connection, one call after the other, each of which waits for its answer. One thread.
/// </summary>
internal sealed class FlumeCaller(SocketLink link, FlumeService service, FlumePullOptions options)
{
    private readonly FlumeFrame _frame = new(options.AnswerBytesMax, "answer",
        $"raise {nameof(FlumePullOptions)}.{nameof(FlumePullOptions.AnswerBytesMax)} or ask for fewer events by "
        + nameof(FlumePullOptions.EventsMax));
    private readonly FlumeRequest _request = new();
    private int _serial;
    private bool _hasGreeted;

    /// <summary>The whole of the last answer.</summary>
    public ReadOnlySpan<byte> Answer => _frame.Request;

    /// <summary>Begins a call.</summary>
    /// <param name="message">Its name.</param>
    /// <returns>Takes what the message wants.</returns>
    public IBufferWriter<byte> Begin(ReadOnlySpan<byte> message)
    {
        _request.Begin(++_serial, _hasGreeted ? null : service, message);
        return _request.Output;
    }

    /// <summary>Sends the call and waits for its answer.</summary>
    /// <param name="mayWait">Whether the server may take any time before it begins to answer.</param>
    /// <returns>Where in the answer what the message says begins.</returns>
    /// <exception cref="IOException">The connection has ended, or the server refuses the call.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public int Call(bool mayWait)
    {
        const string Late = "it did not answer in time (FlumePullOptions.Timeout)";
        _request.End();
        link.Stream.Write(_request.Bytes.Span);
        link.GiveUpAfter(mayWait ? null : options.Timeout, Late);
        if (!_frame.Read(link.Stream, () => link.GiveUpAfter(options.Timeout, Late)))
        {
            throw new FlumeException("it ended the connection");
        }

        link.GiveUpAfter(null, "");
        if (_frame.Serial != _serial)
        {
            throw new FlumeException($"it answers call {_frame.Serial} where call {_serial} was asked");
        }

        int start = FlumeReply.Read(_frame.Request, _hasGreeted ? null : service);
        _hasGreeted = true;
        return start;
    }
}
