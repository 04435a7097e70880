namespace HotStream;

/// <summary>What happens to a record whose key is in the table already.</summary>
public enum MySqlConflict
{
    /// <summary>Its values replace the row's; of equal keys in a batch the last one wins.</summary>
    Update,

    /// <summary>The row stays as it is; of equal keys in a batch the first one wins.</summary>
    Ignore,
}
