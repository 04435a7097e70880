namespace HotStream;

/// <summary>
/// One aggregate of all groups: columns over group numbers. A group that was never updated is empty, which is what zeroed memory means to
/// every state. Law: any way of splitting rows over states and merging them gives what one state gives, for what does not depend on order.
/// One owner; not thread-safe.
/// </summary>
internal abstract unsafe class AggregateState : IDisposable
{
    /// <summary>Bytes of values that are kept, about; 0 for states of a fixed size.</summary>
    public virtual long Bytes => 0;

    /// <summary>The columns in which its groups are saved.</summary>
    public abstract IReadOnlyList<DataType> SavedTypes { get; }

    /// <summary>Takes its place in the rows of states, if its states are of a fixed size; once, before anything else.</summary>
    /// <param name="rows">The rows, which have room for every group whenever this is called upon.</param>
    public virtual void Join(StateRows rows)
    {
    }

    /// <summary>Adds rows to their groups.</summary>
    /// <param name="inputs">The arguments.</param>
    /// <param name="rows">The rows that are meant.</param>
    /// <param name="groups">The group of each row that is meant.</param>
    /// <param name="count">Groups there are.</param>
    public abstract void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count);

    /// <summary>Adds groups of a state of the same kind, each once.</summary>
    /// <param name="other">The other state. Several may be given its groups at the same time; nobody updates it any more.</param>
    /// <param name="from">Groups of it.</param>
    /// <param name="to">Which group each of them is here.</param>
    /// <param name="count">Groups there are here.</param>
    public abstract void Merge(AggregateState other, ReadOnlySpan<int> from, int* to, int count);

    /// <summary>No more groups of the other one come.</summary>
    /// <param name="other">The one whose groups were added.</param>
    /// <param name="count">Groups there are here.</param>
    public virtual void EndMerge(AggregateState other, int count)
    {
    }

    /// <summary>
    /// Writes what is known of groups into columns, from their first row on; texts live as long as this. Law: what one state saves and
    /// another loads is the same as merging them.
    /// </summary>
    public abstract void Save(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> columns);

    /// <summary>Adds what was saved to groups, a row to each.</summary>
    /// <param name="columns">What was saved.</param>
    /// <param name="rows">Rows of it.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="count">Groups there are here.</param>
    public abstract void Load(ReadOnlySpan<ColumnVector> columns, int rows, int* groups, int count);

    /// <summary>Writes the results of groups into a column from its first row on.</summary>
    public abstract void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts);

    public abstract void Dispose();
}
