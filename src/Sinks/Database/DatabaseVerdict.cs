namespace HotStream;

/// <summary>What an error of a database means for the rows that were written.</summary>
public enum DatabaseVerdict
{
    /// <summary>The database as it is set up, or the program: the batch fails at once, and nothing of it is acknowledged.</summary>
    Fail,

    /// <summary>One row among those that were written: it is searched for and becomes a dead letter; the others are written.</summary>
    Record,

    /// <summary>
    /// The database's state, which may pass: the same again with growing waits, and the batch fails when they have lasted too long.
    /// </summary>
    Again,
}
