using System.Buffers;
using System.Text;

namespace HotStream.ZeroMq;

/// <summary>
/// One connection that is read: greets, subscribes, reads messages in place, answers and sends heartbeats. One thread. While there is no
/// room for messages nothing is read and no heartbeat is answered: that is the back-pressure on the peer.
/// </summary>
internal sealed class ZeroMqSession<T, TForm>(SocketLink link, SlabWriter<T> writer, ZeroMqReading<TForm> reading, string peer,
    Action<DeadLetter> deadLetters)
    where TForm : struct, IZeroMqForm<T>
{
    private const int LeastRoom = 4096;
    private const int AnswerIntervals = 2;

    private readonly ZeroMqReadOptions _options = reading.Options;
    private readonly ZmtpReader _reader = new(reading.Options.MessageBytesMax, reading.Options.FramesMax);
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Utf8Slice[] _frames = new Utf8Slice[reading.Options.FramesMax];
    private long _heard; // system's tick count
    private long _asked; // a PING is not answered since then; 0 when none was sent
    private int _minor;

    /// <summary>Reads until the peer has gone, or we shall stop.</summary>
    /// <param name="progress">Called for what was received.</param>
    /// <exception cref="ZeroMqException">The peer is not one for us.</exception>
    /// <exception cref="TimeoutException">It is silent.</exception>
    public void Run(Action progress)
    {
        link.Socket.NoDelay = true;
        Greet();
        link.Quiet = LookAfter;
        _heard = Environment.TickCount64;
        TakeAll(); // what came with the greeting
        while (link.WaitForBytes() && Receive())
        {
            (_heard, _asked) = (Environment.TickCount64, 0);
            TakeAll();
            progress();
        }
    }

    private void Greet()
    {
        var handshake = new ZmtpHandshake(reading.Role);
        link.GiveUpAfter(_options.HandshakeTimeout, "it did not greet in time (HandshakeTimeout)");
        while (true)
        {
            writer.Consume(handshake.Read(writer.Unread));
            if (handshake.Output.WrittenCount > 0)
            {
                link.Stream.Write(handshake.Output.WrittenSpan);
                handshake.Output.ResetWrittenCount();
            }

            if (handshake.Problem is { } problem)
            {
                throw new ZeroMqException($"{peer} is no peer for us: {problem.TrimEnd('.')}.");
            }

            if (handshake.IsDone)
            {
                break;
            }

            if (!link.WaitForBytes() || !Receive())
            {
                throw new ZeroMqException($"{peer} ended the connection while we greeted: does it want another mechanism than "
                    + $"{reading.Role.Mechanism}, or another password?");
            }
        }

        link.GiveUpAfter(null, "");
        _minor = handshake.PeerMinor;
        foreach (string topic in reading.Topics)
        {
            ZmtpWriter.Subscribe(_output, _minor, Encoding.UTF8.GetBytes(topic));
        }

        Send();
        _options.OnConnected?.Invoke();
    }

    /// <returns>False when the peer is done, or there is no room and no time to wait for it.</returns>
    private bool Receive()
    {
        Span<byte> buffer;
        try
        {
            buffer = writer.GetBuffer(Math.Max(LeastRoom, _reader.Missing));
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        int count = link.Stream.Read(buffer);
        writer.Advance(count);
        return count > 0;
    }

    /// <exception cref="ZeroMqException">What comes is no ZMTP.</exception>
    private void TakeAll()
    {
        ZmtpEvent found;
        do
        {
            found = _reader.Next(writer.Unread);
            switch (found)
            {
                case ZmtpEvent.Message:
                    Take(_reader.Frames);
                    break;
                case ZmtpEvent.Command:
                    Obey(writer.Unread.Slice(_reader.Body.Start, _reader.Body.Length));
                    break;
                case ZmtpEvent.Refused:
                    Refuse();
                    break;
                case ZmtpEvent.Broken:
                    throw new ZeroMqException($"{peer} sends what is no ZMTP: {_reader.Problem}.");
            }

            writer.Consume(_reader.Done);
        }
        while (found != ZmtpEvent.Incomplete);

        writer.Publish();
    }

    private void Take(ReadOnlySpan<(int Start, int Length)> frames)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            _frames[i] = writer.Slice(frames[i].Start, frames[i].Length);
        }

        ReadOnlySpan<Utf8Slice> slices = _frames.AsSpan(0, frames.Length);
        T record;
        try
        {
            record = reading.Form.Make(slices);
        }
        catch (Exception cause)
        {
            Utf8Slice payload = reading.Options.PayloadFrame.GetOffset(slices.Length) is var at && (uint)at < (uint)slices.Length
                ? slices[at] : slices[^1];
            string reason = cause is ZeroMqFrameException ? cause.Message
                : $"no record could be made of it: {PlainText.Of(cause.Message)}";
            deadLetters(new DeadLetter(peer, PositionOf(slices), reason, payload.Bytes));
            return;
        }

        writer.Add(record);
    }

    private void Refuse()
    {
        var head = new ArrayBufferWriter<byte>();
        ReadOnlySpan<byte> unread = writer.Unread;
        foreach ((int start, int length) in _reader.Frames)
        {
            head.Write(unread.Slice(start, length));
        }

        head.Write(unread.Slice(_reader.Body.Start, _reader.Body.Length));
        string option = _reader.Frames.Length == _options.FramesMax ? nameof(_options.FramesMax) : nameof(_options.MessageBytesMax);
        deadLetters(new DeadLetter(peer, "", $"{_reader.Problem}; raise {option} or correct the sender",
            Math.Max(_reader.WholeLength, head.WrittenCount), head.WrittenMemory));
    }

    private void Obey(ReadOnlySpan<byte> body)
    {
        if (!ZmtpCommand.TryRead(body, out ZmtpCommand command))
        {
            throw new ZeroMqException($"{peer} sends a command without a name.");
        }

        if (command.TryGetContext(out ReadOnlySpan<byte> context))
        {
            ZmtpWriter.Command(_output, ZmtpCommand.Pong, context);
            Send();
        }
        else if (command.Is(ZmtpCommand.Error))
        {
            throw new ZeroMqException($"{peer} ends the connection: {PlainText.Of(command.Data.IsEmpty ? default : command.Data[1..])}.");
        }
    }

    /// <summary>Nothing comes: gives memory back, and asks now and then whether the peer is there.</summary>
    private void LookAfter()
    {
        writer.Rest();
        long interval = (long)_options.HeartbeatInterval.TotalMilliseconds;
        long now = Environment.TickCount64;
        if (_minor == 0 || interval == 0 || now - _heard < interval)
        {
            return;
        }

        if (_asked == 0)
        {
            _asked = now;
            ZmtpWriter.Ping(_output);
            Send();
        }
        else if (now - _asked >= AnswerIntervals * interval)
        {
            throw new TimeoutException(
                $"{peer} has been silent for {PlainText.Of(TimeSpan.FromMilliseconds(now - _heard))}, and answers no PING");
        }
    }

    private void Send()
    {
        link.Stream.Write(_output.WrittenSpan);
        _output.ResetWrittenCount();
    }

    private static string PositionOf(ReadOnlySpan<Utf8Slice> frames) =>
        frames.Length > 1 ? $"topic {PlainText.Of(frames[0].Bytes, 200)}" : "";
}
