namespace HotStream;

/// <summary>
/// Where a second copy of a checkpoint directory is kept, so that a context whose machine is lost goes on on another one: a bucket, a
/// container, a directory that another machine sees. Derive from it to add one; what is kept when, who owns it, trying again and
/// restoring are done already. All of it is called by several threads at a time, and each request must come to an end. What cannot be done
/// is an exception whose message says what happened and what to do about it; it is logged, so no secret may be in it. Try yours with
/// <c>CheckpointCopiesContract</c> of HotStream.Testing.
/// </summary>
public abstract class CheckpointCopies
{
    /// <summary>Creates a store.</summary>
    /// <param name="name">Its kind and where it is, as messages name it: <c>s3 bucket/path</c>.</param>
    protected CheckpointCopies(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Its kind and where it is.</summary>
    public string Name { get; }

    /// <summary>How long a start waits for a store that is away; a context that runs waits as long as it takes. Default 30 s.</summary>
    protected internal virtual TimeSpan RetryFor => TimeSpan.FromSeconds(30);

    /// <summary>The names of all objects that begin with a text, in any order: also of those that were created a moment ago.</summary>
    /// <param name="prefix">The text: letters, digits, <c>-</c> and <c>/</c>, as names have them.</param>
    /// <param name="stop">Gives up.</param>
    public abstract Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken stop);

    /// <summary>All of an object, at most some MiB; null when there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="stop">Gives up.</param>
    public abstract Task<byte[]?> ReadAsync(string name, CancellationToken stop);

    /// <summary>
    /// Creates an object, whole or not at all, unless there is one of that name: of all who try, one succeeds. It is durable, and found by
    /// everybody, when the task has ended. It is asked again for the same where an answer was lost: then the object is there.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">All of it, valid until the task has ended.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>True when it was created, false when there is one of that name, which stays as it is.</returns>
    public abstract Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop);

    /// <summary>Removes an object; does nothing when there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="stop">Gives up.</param>
    public abstract Task DeleteAsync(string name, CancellationToken stop);

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
