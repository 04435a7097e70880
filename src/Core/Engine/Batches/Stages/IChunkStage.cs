namespace HotStream;

/// <summary>A stage that would rather have the text of many lines at once than the lines: it skips cutting them.</summary>
internal unsafe interface IChunkStage
{
    /// <summary>Takes whole lines; 64 bytes past the end are readable.</summary>
    void AcceptText(byte* text, int length, ulong reference);
}
