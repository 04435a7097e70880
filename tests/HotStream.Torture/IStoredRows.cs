namespace HotStream.Torture;

/// <summary>A server of our own that has the rows that the program writes.</summary>
internal interface IStoredRows : IDisposable
{
    string Name { get; }

    /// <summary>How the program reaches it.</summary>
    string Address { get; }

    /// <summary>Ends the server by force and starts it again.</summary>
    void Kill();

    /// <summary>The rows of the batches after one time, up to another.</summary>
    IReadOnlyList<StoredRow> Between(long after, long to);
}
