using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace HotStream.Torture;

/// <summary>Sends numbered lines to who connects, until they are acknowledged: over each new connection again what was not.</summary>
internal sealed class NumberedSender : LineSender, IAnsweredLines
{
    private readonly Random _random;
    private readonly List<int> _attempts = []; // by number
    private int _acknowledged; // numbers below it

    public NumberedSender(int seed)
    {
        _random = new Random(seed);
        Start();
    }

    public char Letter => 'n';

    public int Acknowledged
    {
        get
        {
            lock (Gate)
            {
                return _acknowledged;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (Gate)
            {
                return _attempts.Count;
            }
        }
    }

    public bool HasSent(int number, int attempt)
    {
        lock (Gate)
        {
            return number >= 0 && number < _attempts.Count && attempt > 0 && attempt <= _attempts[number];
        }
    }

    public void Send(int lines)
    {
        lock (Gate)
        {
            var text = new StringBuilder();
            for (int i = 0; i < lines; i++)
            {
                _attempts.Add(0);
                Append(text, _attempts.Count - 1);
            }

            Write(text);
        }
    }

    protected override void OnConnected(TcpClient client)
    {
        var text = new StringBuilder();
        for (int number = _acknowledged; number < _attempts.Count; number++)
        {
            Append(text, number);
        }

        Write(text);
        new Thread(() => ReadAcknowledgements(client)) { IsBackground = true }.Start();
    }

    private void ReadAcknowledgements(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            while (reader.ReadLine() is { } line)
            {
                lock (Gate)
                {
                    _acknowledged = Math.Max(_acknowledged, Shape.NumbersOf(line).First + 1);
                }
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // what was acknowledged meanwhile is sent again, by another attempt
        }
    }

    private void Append(StringBuilder text, int number)
    {
        int padding = _random.Next(50) == 0 ? _random.Next(20_000) : _random.Next(20);
        text.Append(CultureInfo.InvariantCulture, $"{Letter}{number}.{++_attempts[number]} ").Append('x', padding).Append('\n');
    }
}
