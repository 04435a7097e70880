namespace HotStream.Testing;

/// <summary>
/// What a store must do so that a context whose machine is lost goes on from its copies on another one, and two processes are kept apart,
/// tried on a store of yours. It writes under names of its own and removes what it can. No test framework is needed.
/// </summary>
public static class CheckpointCopiesContract
{
    internal const string Unchanged = "an object is read as it was created";
    internal const string Absent = "of a name that nobody created nothing is read";
    internal const string Once = "an object that is there is not replaced, and who tries to hears of it";
    internal const string Race = "of all who create one name at a time one succeeds, and its object is there";
    internal const string Listed = "all objects under a beginning are listed, and no others";
    internal const string Removed = "what was removed is neither listed nor read, and can be removed again";
    internal const string Lost = "a context whose directory is lost goes on: no record is missing, none is there twice";
    internal const string TakenOver = "a context that was taken over runs no output any more";

    /// <summary>Tries all laws.</summary>
    /// <param name="copies">The store.</param>
    /// <param name="objects">How many objects are listed at once: more than your store gives in an answer. Default 60.</param>
    /// <returns>Each law with its verdict.</returns>
    public static ContractReport Check(CheckpointCopies copies, int objects = 60)
    {
        ArgumentNullException.ThrowIfNull(copies);
        ArgumentOutOfRangeException.ThrowIfLessThan(objects, 1);
        return new CheckpointCopiesLaws(copies, objects).Try();
    }
}
