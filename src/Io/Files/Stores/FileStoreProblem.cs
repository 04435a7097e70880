namespace HotStream;

/// <summary>What a <see cref="FileStoreException"/> means for the files that are read.</summary>
public enum FileStoreProblem
{
    /// <summary>The store does not answer, or has too much to do: the same again may succeed.</summary>
    Away,

    /// <summary>It refuses, whatever is tried, until somebody corrects something.</summary>
    Refused,

    /// <summary>The file is not there any more, or not as it was.</summary>
    Gone,
}
