namespace HotStream;

/// <summary>An input that may be able to give a batch's records again after a restart.</summary>
internal interface IReadAgain
{
    /// <summary>Reads the batch of a time, unless it was read already.</summary>
    void ReadAt(BatchTime time);

    /// <summary>What the batch of a time reads; null when it cannot be read again, or was not asked for.</summary>
    IReadOnlyList<SourceRange>? RangesAt(BatchTime time);

    /// <summary>What batches up to a time have read will not be asked for again.</summary>
    void Release(BatchTime last);
}
