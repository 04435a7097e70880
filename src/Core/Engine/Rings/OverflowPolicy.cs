namespace HotStream;

/// <summary>What happens to a record that finds its ring full, or its receiver's rate used up.</summary>
public enum OverflowPolicy
{
    /// <summary>The producer waits, and with it the source: nothing is lost. The default.</summary>
    Wait,

    /// <summary>
    /// The new record is dropped and counted in <c>hotstream.records.dropped</c>: for sources that must never be held up.
    /// </summary>
    DropNewest,
}
