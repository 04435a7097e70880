namespace HotStream;

/// <summary>
/// What happens when records that were not read yet are no longer in the topic, by its retention or because it was deleted.
/// </summary>
public enum KafkaLostRecords
{
    /// <summary>Batches fail, with an exception that says which offsets are missing, until somebody decides.</summary>
    Fail,

    /// <summary>Reading goes on with the oldest record there is; what is missing is reported.</summary>
    Skip,
}
