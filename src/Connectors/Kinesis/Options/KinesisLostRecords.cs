namespace HotStream;

/// <summary>
/// What happens when records that were not read yet are no longer in the stream, by its retention or because it was made anew.
/// </summary>
public enum KinesisLostRecords
{
    /// <summary>Batches fail, with an exception that says what is missing, until somebody decides.</summary>
    Fail,

    /// <summary>Reading goes on with the oldest record there is; what is missing is reported.</summary>
    Skip,
}
