namespace HotStream;

public sealed partial class DataFrame
{
    /// <summary>
    /// Computes all rows and copies them out. Meant for results that fit into memory; <see cref="ForeachBatch"/> is for others.
    /// </summary>
    /// <param name="cancellationToken">Gives up when it is cancelled.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<Row> Collect(CancellationToken cancellationToken = default) => Gather(Plans, cancellationToken).Rows;

    /// <summary>The first rows.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Gives up when it is cancelled.</param>
    public IReadOnlyList<Row> Take(int count, CancellationToken cancellationToken = default) => Limit(count).Collect(cancellationToken);

    /// <summary>The first row.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Row First() => Take(1) is [Row first] ? first : throw new InvalidOperationException("The frame has no rows.");

    /// <summary>How many rows there are.</summary>
    /// <param name="cancellationToken">Gives up when it is cancelled.</param>
    public long Count(CancellationToken cancellationToken = default) =>
        (long)Gather(Plans.Then(CountPlan), cancellationToken).Rows[0][0]!;

    /// <summary>Whether there are no rows.</summary>
    public bool IsEmpty() => Take(1).Count == 0;

    /// <summary>Writes the first rows to the console, as a table.</summary>
    /// <param name="rows">How many at most.</param>
    /// <param name="truncate">Whether texts over 20 characters are cut.</param>
    public void Show(int rows = 20, bool truncate = true) => Console.Out.Write(ShowString(rows, truncate));

    /// <summary>The first rows as a table, as <see cref="Show"/> writes them.</summary>
    /// <param name="rows">How many at most.</param>
    /// <param name="truncate">Whether texts over 20 characters are cut.</param>
    /// <param name="cancellationToken">Gives up when it is cancelled.</param>
    public string ShowString(int rows = 20, bool truncate = true, CancellationToken cancellationToken = default)
    {
        (Schema schema, IReadOnlyList<Row> taken) = Gather(Limit(rows + 1L).Plans, cancellationToken);
        return TextTable.Of(schema, [.. taken.Take(rows)], truncate ? 20 : int.MaxValue, taken.Count > rows);
    }

    /// <summary>Computes the rows and gives them to a function as columns, a batch at a time; partitions at the same time.</summary>
    /// <param name="sinks">Makes a sink for each partition, which takes its batches in order on one thread.</param>
    /// <param name="cancellationToken">Gives up when it is cancelled.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void ForeachBatch(Func<int, ColumnSink> sinks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        Session.Run(Plans, sinks, cancellationToken);
    }

    private static Plan CountPlan(Plan plan) =>
        PlanBuilder.Aggregate(plan, [], new Binder(plan.Output).BindList([Functions.Count(Functions.Lit(1)).Expression]), null);

    private (Schema Schema, IReadOnlyList<Row> Rows) Gather(FramePlan plan, CancellationToken cancellationToken)
    {
        Schema schema = Schema.Empty;
        List<Row>[] rows = [];
        Session.Run(plan, partition => new RowSink(schema, rows[partition]), cancellationToken, (run, partitions) =>
        {
            schema = run.Schema;
            rows = [.. Enumerable.Range(0, partitions).Select(_ => new List<Row>())];
        });
        return (schema, [.. rows.SelectMany(part => part)]);
    }

    private sealed class RowSink(Schema schema, List<Row> rows) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                int at = batch.PlaceOf(i);
                rows.Add(new Row(schema, [.. batch.Columns.Select(column => Cell.ToObject(column, at))]));
            }

            return true;
        }
    }
}
