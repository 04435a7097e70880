namespace HotStream.Torture;

/// <summary>Who sends to receivers of the program, in all of its lives.</summary>
internal sealed class Sources(int seed, StoredRows? rows) : IDisposable
{
    public NumberedSender Numbered { get; } = new(seed);

    public SocketSender Socket { get; } = new(Shape.SocketLetter);

    /// <summary>Its lines are counted as they arrive.</summary>
    public SocketSender Folded { get; } = new(Shape.FoldedLetter);

    /// <summary>Null where no broker is installed.</summary>
    public MqttSender? Mqtt { get; } = MqttSender.TryStart();

    /// <summary>Null where it is not installed.</summary>
    public NatsSender? Nats { get; } = NatsSender.TryStart();

    /// <summary>Who rows are inserted by; null where no PostgreSQL is installed.</summary>
    public StoredRows? Rows { get; } = rows;

    /// <summary>By the letter that lines begin with: who sends each line once.</summary>
    public IEnumerable<(char Letter, IOrderedLines Sender)> Ordered
    {
        get
        {
            yield return (Shape.SocketLetter, Socket);
            yield return (Shape.FoldedLetter, Folded);
            if (Nats is not null)
            {
                yield return (Shape.NatsLetter, Nats);
            }

            if (Rows is not null)
            {
                yield return (Shape.RowLetter, Rows);
            }
        }
    }

    public void Dispose()
    {
        Numbered.Dispose();
        Socket.Dispose();
        Folded.Dispose();
        Mqtt?.Dispose();
        Nats?.Dispose();
    }
}
