using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace HotStream.Torture;

/// <summary>
/// Sends lines to who connects, each line once. What is on its way when a life ends is lost, so of each connection the program must have
/// had the lines from its first to some line, none missing between them.
/// </summary>
internal sealed class SocketSender : LineSender, IOrderedLines
{
    private readonly List<int> _lines = []; // sent, by connection

    public SocketSender(char letter)
    {
        Letter = letter;
        Start();
    }

    public char Letter { get; }

    public bool IsKept => false;

    public IReadOnlyList<int> Lines
    {
        get
        {
            lock (Gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Some more lines over the newest connection, if there is one.</summary>
    public void Send(int lines)
    {
        lock (Gate)
        {
            if (!IsConnected)
            {
                return;
            }

            var text = new StringBuilder();
            for (int i = 0; i < lines; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Letter}{_lines.Count - 1}.{_lines[^1]++}\n");
            }

            Write(text);
        }
    }

    protected override void OnConnected(TcpClient client) => _lines.Add(0);
}
