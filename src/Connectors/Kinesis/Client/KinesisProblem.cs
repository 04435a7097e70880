namespace HotStream.Kinesis;

/// <summary>What a failed request means for who asked.</summary>
internal enum KinesisProblem
{
    /// <summary>No answer, or one that may pass.</summary>
    Away,

    /// <summary>More was asked for than a shard or the account may have.</summary>
    Throttled,

    /// <summary>Credentials, rights, names, options: the same again gives the same answer.</summary>
    Refused,

    /// <summary>The iterator is too old: another one gives the same records.</summary>
    Expired,

    /// <summary>Something in the request is wrong: a sequence number that is none of the shard, a record.</summary>
    Argument,

    /// <summary>The condition of a write does not hold: somebody else has written.</summary>
    Conflict,

    /// <summary>There is no such stream, or shard.</summary>
    Missing,
}
