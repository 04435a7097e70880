using System.Globalization;

namespace HotStream;

/// <summary>
/// Rows with named and typed columns, described but not computed: verbs give new frames, and only those that ask for rows
/// (<see cref="Collect"/>, <see cref="Count"/>, <see cref="Show(int, bool)"/>, <see cref="Write"/>) run. Names and meanings are those of
/// Spark's <c>DataFrame</c>. Immutable; may be used from any thread. The verb that makes a mistake in names or types refuses it, with an
/// <see cref="AnalysisException"/>.
/// </summary>
public sealed partial class DataFrame
{
    internal DataFrame(Session session, Plan plan)
        : this(session, new FramePlan(plan))
    {
    }

    internal DataFrame(Session session, FramePlan plan)
    {
        Session = session;
        Plans = plan;
    }

    /// <summary>The session it belongs to.</summary>
    public Session Session { get; }

    /// <summary>The columns.</summary>
    public Schema Schema => Plan.Schema;

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns => [.. Plan.Output.Select(column => column.Name)];

    /// <summary>Writes the rows.</summary>
    public DataFrameWriter Write => new(this);

    internal FramePlan Plans { get; }

    internal Plan Plan => Plans.Settled;

    /// <summary>A column, or a field in a struct: <c>frame["bus.line"]</c>.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="AnalysisException">There is no such column.</exception>
    public Column this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            Expression path = Functions.Col(name).Expression;
            Bound bound = path is StarExpression ? null! : new Binder(Plan.Output).Bind(path);
            return bound is BoundColumn column ? new Column(new PlanColumnExpression(column.Column)) : new Column(path);
        }
    }

    /// <summary>Expressions over each row; aggregates among them make it one row of all.</summary>
    /// <param name="columns">What the new columns are.</param>
    public DataFrame Select(params Column[] columns) => With(PlanBuilder.Select(Plan, columns.Select(column => column.Expression)));

    /// <summary>Some of the columns: names, <c>struct.field</c>, <c>*</c> and <c>struct.*</c>.</summary>
    /// <param name="names">Their names.</param>
    public DataFrame Select(params string[] names) => Select([.. names.Select(Functions.Col)]);

    /// <summary>Expressions in SQL.</summary>
    /// <param name="expressions">For example <c>"speed * 3.6 AS kmh"</c>.</param>
    /// <exception cref="SqlParseException">One is no SQL.</exception>
    public DataFrame SelectExpr(params string[] expressions) => Select([.. expressions.Select(Functions.Expr)]);

    /// <summary>The rows in which a condition is true; null is not.</summary>
    /// <param name="condition">The condition.</param>
    public DataFrame Where(Column condition) => With(PlanBuilder.Filter(Plan, condition.Expression));

    /// <inheritdoc cref="Where(Column)"/>
    /// <param name="condition">The condition in SQL.</param>
    /// <exception cref="SqlParseException">It is no SQL.</exception>
    public DataFrame Where(string condition) => Where(Functions.Expr(condition));

    /// <inheritdoc cref="Where(Column)"/>
    public DataFrame Filter(Column condition) => Where(condition);

    /// <inheritdoc cref="Where(string)"/>
    public DataFrame Filter(string condition) => Where(condition);

    /// <summary>All columns and one more, which takes the place of one of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="column">What it is.</param>
    public DataFrame WithColumn(string name, Column column)
    {
        Column named = column.As(name);
        bool isKnown = Schema.IndexOf(name) >= 0;
        return Select([.. Plan.Output.Select(known => IsNamed(known, name) ? named : Of(known)), .. isKnown ? [] : (Column[])[named]]);
    }

    /// <summary>The same rows with a column under another name.</summary>
    /// <param name="name">Its name now; nothing is done when there is none.</param>
    /// <param name="newName">Its name then.</param>
    public DataFrame WithColumnRenamed(string name, string newName) =>
        Select([.. Plan.Output.Select(column => IsNamed(column, name) ? Of(column).As(newName) : Of(column))]);

    /// <summary>All columns but some; those that are not there are left out too.</summary>
    /// <param name="names">Their names.</param>
    public DataFrame Drop(params string[] names) =>
        Select([.. Plan.Output.Where(column => !names.Any(name => IsNamed(column, name))).Select(Of)]);

    /// <summary>The columns under new names, in order.</summary>
    /// <param name="names">A name for each.</param>
    public DataFrame ToDF(params string[] names) => names.Length == Plan.Output.Count
        ? Select([.. Plan.Output.Select((column, at) => Of(column).As(names[at]))])
        : throw new AnalysisException($"{names.Length} names for {Plan.Output.Count} columns.");

    /// <summary>A name before its columns, so that expressions over a join can say which they mean: <c>left.id</c>.</summary>
    /// <param name="alias">The name.</param>
    public DataFrame Alias(string alias) => With(AliasPlan.Of(Plan, alias));

    /// <summary>Groups of rows with equal keys.</summary>
    /// <param name="keys">The keys.</param>
    public GroupedFrame GroupBy(params Column[] keys) => new(this, [.. keys.Select(key => key.Expression)]);

    /// <inheritdoc cref="GroupBy(Column[])"/>
    /// <param name="keys">The names of the keys.</param>
    public GroupedFrame GroupBy(params string[] keys) => GroupBy([.. keys.Select(Functions.Col)]);

    /// <summary>Aggregates over all rows.</summary>
    /// <param name="aggregates">The aggregates.</param>
    public DataFrame Agg(params Column[] aggregates) => new GroupedFrame(this, []).Agg(aggregates);

    /// <summary>The rows in an order; of equal ones the earlier comes first.</summary>
    /// <param name="columns">The keys, <see cref="Column.Desc"/> for descending ones.</param>
    public DataFrame OrderBy(params Column[] columns) => With(PlanBuilder.Sort(Plan, columns.Select(column => column.Expression)));

    /// <inheritdoc cref="OrderBy(Column[])"/>
    /// <param name="names">The names of the keys.</param>
    public DataFrame OrderBy(params string[] names) => OrderBy([.. names.Select(Functions.Col)]);

    /// <inheritdoc cref="OrderBy(Column[])"/>
    public DataFrame Sort(params Column[] columns) => OrderBy(columns);

    /// <summary>The first rows.</summary>
    /// <param name="count">How many at most.</param>
    public DataFrame Limit(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return With(plan => new LimitPlan(plan, count, 0));
    }

    /// <summary>All rows but the first.</summary>
    /// <param name="count">How many are left out.</param>
    public DataFrame Offset(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return With(plan => new LimitPlan(plan, long.MaxValue, count));
    }

    /// <summary>Rows that differ, each once; nulls are equal to each other here.</summary>
    public DataFrame Distinct() => With(PlanBuilder.Distinct);

    /// <summary>The first row of each set of values of some columns.</summary>
    /// <param name="names">The columns; all when none is named.</param>
    public DataFrame DropDuplicates(params string[] names) => names.Length == 0 ? Distinct()
        : GroupBy(names).Agg([.. Plan.Output.Where(column => !names.Any(name => IsNamed(column, name)))
            .Select(column => Functions.First(Of(column)).As(column.Name))])
            .Select([.. Columns.Select(Functions.ColumnNamed)]);

    /// <summary>The rows of both, by the places of the columns, equal ones too.</summary>
    /// <param name="other">The other frame, with as many columns of types that go together.</param>
    public DataFrame Union(DataFrame other) => With(PlanBuilder.Union([Plan, other.Plan]));

    /// <inheritdoc cref="Union"/>
    public DataFrame UnionAll(DataFrame other) => Union(other);

    /// <summary>The rows of both, by the names of the columns.</summary>
    /// <param name="other">The other frame, with columns of the same names.</param>
    public DataFrame UnionByName(DataFrame other) => Union(other.Select([.. Columns.Select(Functions.ColumnNamed)]));

    /// <summary>Pairs of rows that fit.</summary>
    /// <param name="other">The right side.</param>
    /// <param name="condition">When rows fit; columns are best taken from their frames: <c>a["id"] == b["id"]</c>.</param>
    /// <param name="kind">Which rows it gives.</param>
    public DataFrame Join(DataFrame other, Column condition, JoinType kind = JoinType.Inner) =>
        With(PlanBuilder.Join(Plan, other.Plan, kind, (left, right) =>
            new Binder([.. left.Output, .. right.Output]).Bind(condition.Expression)));

    /// <summary>Pairs of rows with equal values in columns of the same name, which the result has once.</summary>
    /// <param name="other">The right side.</param>
    /// <param name="names">The columns.</param>
    /// <param name="kind">Which rows it gives.</param>
    public DataFrame Join(DataFrame other, IReadOnlyList<string> names, JoinType kind = JoinType.Inner) =>
        With(PlanBuilder.JoinUsing(Plan, other.Plan, kind, names));

    /// <inheritdoc cref="Join(DataFrame, IReadOnlyList{string}, JoinType)"/>
    /// <param name="other">The right side.</param>
    /// <param name="name">The column.</param>
    /// <param name="kind">Which rows it gives.</param>
    public DataFrame Join(DataFrame other, string name, JoinType kind = JoinType.Inner) => Join(other, [name], kind);

    /// <summary>
    /// Each row with the nearest one of another frame: of those with equal keys the last that is not later, or what the comparison says.
    /// SQL's <c>ASOF JOIN</c>.
    /// </summary>
    /// <param name="other">The right side, whose rows are kept in memory.</param>
    /// <param name="condition">Equalities, and one of &lt;, &lt;=, &gt;, &gt;= between both: <c>(a["k"] == b["k"]) &amp; (a["t"] >=
    /// b["t"])</c>.</param>
    /// <param name="keepsAll">Whether rows without a partner are kept, with nulls.</param>
    /// <exception cref="AnalysisException">The condition is none of these.</exception>
    public DataFrame JoinAsOf(DataFrame other, Column condition, bool keepsAll = false) =>
        With(AsOfBuilder.Join(Plan, other.Plan, keepsAll, (left, right) =>
            new Binder([.. left.Output, .. right.Output]).Bind(condition.Expression)));

    /// <summary>All pairs of rows.</summary>
    /// <param name="other">The right side.</param>
    public DataFrame CrossJoin(DataFrame other) => With(PlanBuilder.Join(Plan, other.Plan, JoinType.Cross, (_, _) => null));

    /// <summary>At most so many partitions, without dealing rows anew: of a sink, so many files.</summary>
    /// <param name="partitions">How many at most.</param>
    public DataFrame Coalesce(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return With(plan => new PartitionPlan(plan, partitions, false));
    }

    /// <summary>Rows dealt anew to so many partitions.</summary>
    /// <param name="partitions">How many.</param>
    public DataFrame Repartition(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return With(plan => new PartitionPlan(plan, partitions, true));
    }

    /// <summary>What a function makes of the frame, in a chain: <c>frame.Transform(WithTotals).Show()</c>.</summary>
    /// <param name="transform">
    /// Makes another frame of it. It is called a second time where rows turn out to have other columns than were expected.
    /// </param>
    public DataFrame Transform(Func<DataFrame, DataFrame> transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        return With(plan => transform(new DataFrame(Session, plan)).Plan);
    }

    /// <summary>Gives the frame a name that SQL of its session knows, instead of any other that had it.</summary>
    /// <param name="view">The name; case does not count.</param>
    public void CreateTempView(string view)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(view);
        Session.SetView(view, this);
    }

    /// <summary>How it is computed: the plan as it was written, and as it runs.</summary>
    public string Explain() => $"== Written ==\n{Plan.ToTree()}== Run ==\n{Optimizer.Improve(Plan).ToTree()}";

    /// <summary>The columns as a tree.</summary>
    public override string ToString() =>
        $"[{string.Join(", ", Plan.Output.Select(column => $"{column.Name}: {column.Type}"))}]";

    internal Column ColumnAt(int place) => Of(Plan.Output[place]);

    private static bool IsNamed(PlanColumn column, string name) => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static Column Of(PlanColumn column) => new(new PlanColumnExpression(column));

    private DataFrame With(Plan plan) => new(Session, plan);

    /// <summary>What does not depend on the columns there are is done with provisional ones too.</summary>
    private DataFrame With(Func<Plan, Plan> change) => new(Session, Plans.Then(change));
}
