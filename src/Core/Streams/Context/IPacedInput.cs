namespace HotStream;

/// <summary>An input that is asked for its records, and may be asked for fewer when batches do not keep up.</summary>
internal interface IPacedInput
{
    /// <summary>Driver: a batch is done, and what the input should take from now on follows from how it went.</summary>
    void Learn(BatchInfo batch);
}
