using System.Globalization;
using HotStream.Tests.Connectors;

namespace HotStream.Torture;

/// <summary>
/// A server of our own that keeps what was sent to it: each line that it took must come, once unless it says otherwise, and in the order of
/// its partition. It is ended by force only between two lines, and a process that was killed loses nothing that it wrote.
/// </summary>
/// <param name="letter">What its lines begin with.</param>
/// <param name="server">That was started.</param>
/// <param name="partitions">Whose order is kept.</param>
internal abstract class KeptSender(char letter, IConnectorServer server, int partitions = 1) : IOrderedLines, IDisposable
{
    private readonly int[] _sent = new int[partitions];
    private int _next; // partition

    public char Letter => letter;

    public bool IsKept => true;

    public IReadOnlyList<int> Lines => [.. _sent];

    public bool IsAway { get; private set; }

    /// <summary>Where the program reads.</summary>
    public abstract string Address { get; }

    public void Send(int lines)
    {
        int partition = _next++ % partitions;
        Write(partition, [.. Enumerable.Range(_sent[partition], lines)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{letter}{partition}.{number}"))]);
        _sent[partition] += lines;
    }

    /// <summary>Ends the server by force, or what else makes it silent.</summary>
    /// <returns>What was done.</returns>
    public string GoAway(Random random)
    {
        IsAway = true;
        return End(random);
    }

    /// <summary>Starts the server again, if it is away.</summary>
    public void ComeBack()
    {
        if (IsAway)
        {
            Begin();
            IsAway = false;
        }
    }

    /// <summary>A life of the program is about to begin.</summary>
    public virtual void BeginLife(Random random)
    {
    }

    /// <summary>A life of the program is over.</summary>
    /// <param name="lastBatch">Time of the last batch that it wrote anything of.</param>
    public virtual void EndLife(long lastBatch)
    {
    }

    public virtual bool MayComeAgain(int connection, int line, long time) => false;

    public virtual void Dispose() => server.Dispose();

    /// <inheritdoc cref="GoAway"/>
    protected virtual string End(Random random)
    {
        server.End(graceful: false);
        return "killed";
    }

    /// <inheritdoc cref="ComeBack"/>
    protected virtual void Begin() => server.Begin();

    /// <summary>Gives it lines; returns when it has them.</summary>
    protected abstract void Write(int partition, string[] lines);
}
