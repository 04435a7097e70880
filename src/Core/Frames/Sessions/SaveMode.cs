namespace HotStream;

/// <summary>What a writer does when there is something already where it is to write.</summary>
public enum SaveMode
{
    /// <summary>It refuses.</summary>
    ErrorIfExists,

    /// <summary>It adds to it.</summary>
    Append,

    /// <summary>It replaces it.</summary>
    Overwrite,

    /// <summary>It writes nothing.</summary>
    Ignore,
}
