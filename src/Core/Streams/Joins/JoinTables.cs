namespace HotStream;

/// <summary>The join tables of one join, used again batch after batch. Safe from several threads.</summary>
internal sealed class JoinTables<TKey, TLeft>
{
    private readonly Stack<JoinTable<TKey, TLeft>> _free = new();
    private readonly Lock _gate = new();

    public JoinTable<TKey, TLeft> Rent()
    {
        lock (_gate)
        {
            return _free.TryPop(out JoinTable<TKey, TLeft>? table) ? table : new(); // once per partition and batch
        }
    }

    public void Return(JoinTable<TKey, TLeft> table)
    {
        table.Clear();
        lock (_gate)
        {
            _free.Push(table);
        }
    }
}
