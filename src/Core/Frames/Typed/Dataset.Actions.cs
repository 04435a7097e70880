namespace HotStream;

public partial class Dataset<T>
{
    /// <summary>Computes all rows and makes an object of each.</summary>
    /// <param name="cancellationToken">Gives up when it is cancelled.</param>
    /// <exception cref="InvalidCastException">A value is null, or too large, and the member cannot be.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<T> Collect(CancellationToken cancellationToken = default) =>
        [.. _frame.Collect(cancellationToken).Select(row => (T)Shape.Create(row)!)];

    /// <summary>The first rows.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Gives up when it is cancelled.</param>
    public IReadOnlyList<T> Take(int count, CancellationToken cancellationToken = default) => Limit(count).Collect(cancellationToken);

    /// <summary>The first row.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T First() => (T)Shape.Create(_frame.First())!;

    /// <summary>How many rows there are.</summary>
    /// <param name="cancellationToken">Gives up when it is cancelled.</param>
    public long Count(CancellationToken cancellationToken = default) => _frame.Count(cancellationToken);

    /// <summary>Writes the first rows to the console, as a table.</summary>
    /// <param name="rows">How many at most.</param>
    /// <param name="truncate">Whether texts over 20 characters are cut.</param>
    public void Show(int rows = 20, bool truncate = true) => _frame.Show(rows, truncate);

    /// <summary>Gives the rows a name that SQL of their session knows.</summary>
    /// <param name="view">The name; case does not count.</param>
    public void CreateTempView(string view) => _frame.CreateTempView(view);

    /// <summary>How it is computed: the plan as it was written, and as it runs.</summary>
    public string Explain() => _frame.Explain();

    /// <summary>The columns.</summary>
    public override string ToString() => _frame.ToString();
}
