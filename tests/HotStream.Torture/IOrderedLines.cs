namespace HotStream.Torture;

/// <summary>Sends each line once; its lines are its letter, number of a connection or partition, and number in it.</summary>
internal interface IOrderedLines
{
    /// <summary>What its lines begin with.</summary>
    char Letter { get; }

    /// <summary>
    /// Whether what was sent stays until it was read: all of it must come, in order. Else there must be a beginning without a gap of each
    /// connection's lines, and all of them only of the connection that was not broken.
    /// </summary>
    bool IsKept { get; }

    /// <summary>Lines sent, by connection or partition.</summary>
    IReadOnlyList<int> Lines { get; }

    /// <summary>
    /// Whether a line that was in a batch may be in that of a time too, since its source sends it again until it is done with. Then too
    /// none may be missing before one that comes for the first time.
    /// </summary>
    bool MayComeAgain(int connection, int line, long time) => false;

    /// <summary>Some more lines.</summary>
    void Send(int lines);
}
