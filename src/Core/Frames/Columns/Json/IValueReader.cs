namespace HotStream;

/// <summary>Reads the usual values of one place, in a loop that is compiled for it.</summary>
internal unsafe interface IValueReader
{
    /// <summary>Takes a value; false when it is another than the usual ones, or none at all, since it ends before it begins.</summary>
    /// <param name="at">Its first byte; 16 bytes behind are readable.</param>
    /// <param name="end">Behind its last byte.</param>
    /// <param name="row">Which row of those that are read.</param>
    bool TryRead(byte* at, byte* end, nint row);
}
