namespace HotStream;

/// <summary>What the sink asks Elasticsearch to do with each record.</summary>
public enum ElasticsearchOperation
{
    /// <summary>Stores the document, over one with the same id.</summary>
    Index,

    /// <summary>
    /// Stores the document unless its id is there already; one that is there is taken as ours, stored by an earlier attempt.
    /// </summary>
    Create,

    /// <summary>Changes fields of the document that has the id; it must exist.</summary>
    Update,

    /// <summary>Changes fields of the document that has the id, or stores it.</summary>
    Upsert,

    /// <summary>
    /// Removes the document that has the id; the record's own contents are not sent. One that is gone already is as good.
    /// </summary>
    Delete,
}
