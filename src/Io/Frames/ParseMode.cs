namespace HotStream.Io;

/// <summary>What is done with a record that cannot be read.</summary>
internal enum ParseMode
{
    /// <summary>
    /// Its columns are null, as far as they could not be read, and the column for such records has its text if there is one.
    /// </summary>
    Permissive,

    /// <summary>It is left out.</summary>
    DropMalformed,

    /// <summary>The query fails.</summary>
    FailFast,
}
