namespace HotStream;

/// <summary>What happened to a row, or to a table.</summary>
public enum PostgresChangeKind
{
    /// <summary>A row was inserted.</summary>
    Insert,

    /// <summary>A row was updated.</summary>
    Update,

    /// <summary>A row was deleted.</summary>
    Delete,

    /// <summary>A table was emptied by TRUNCATE.</summary>
    Truncate,
}
