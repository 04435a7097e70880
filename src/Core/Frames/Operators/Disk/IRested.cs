namespace HotStream;

/// <summary>What holds memory, is complete, and is not read yet: it goes to disk when others need the room.</summary>
internal interface IRested
{
    /// <summary>Bytes that going to disk would free.</summary>
    long Bytes { get; }

    /// <summary>Goes to disk, on the thread of whoever needs the room. It is not read meanwhile.</summary>
    void Spill();
}
