namespace HotStream;

/// <summary>What an output does while its sink takes longer than batches come; see <see cref="OutputOptions"/>.</summary>
public enum SlowSink
{
    /// <summary>
    /// The batch waits, with it the outputs behind and the batches after it, and in the end the sources: nothing is lost. The default.
    /// </summary>
    Wait,

    /// <summary>
    /// Batches are stored on disk and delivered from there, in order, beside the batches that follow. Other outputs are not held up until
    /// <see cref="OutputOptions.BytesMax"/> is used up; then they wait too.
    /// </summary>
    Spill,

    /// <summary>
    /// Batches wait in memory and are delivered beside those that follow. A batch that finds no room is dropped, whole, and counted; so is
    /// one that cannot be delivered. Other outputs are never held up.
    /// </summary>
    Drop,
}
