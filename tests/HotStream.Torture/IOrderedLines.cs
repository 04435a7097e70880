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

    /// <summary>Some more lines.</summary>
    void Send(int lines);
}
