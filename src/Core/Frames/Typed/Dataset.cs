using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace HotStream;

/// <summary>
/// A frame whose rows are objects of a class: verbs take lambdas, which are read as expressions over columns and never compiled. A member
/// is the column of its name, first by its letters and then without regard to case. What no kernel does is refused by name when the verb is
/// called; <see cref="Map{TResult}"/> runs it in C#. The counterpart of Spark's <c>Dataset</c>. Immutable; may be used from any thread.
/// </summary>
/// <typeparam name="T">
/// The rows: a class, record or struct whose columns are as <see cref="RecordSchema.Of{T}"/> says, or one value. Objects are made by
/// reflection, without code made while running.
/// </typeparam>
/// <example><code>
/// session.Read.Json&lt;Reading&gt;("in/*.json").Where(r => r.Celsius > 30 &amp;&amp; r.Device.StartsWith("dev-"))
///     .GroupBy(r => r.Device).Select(g => new { g.Key, Hottest = g.Max(r => r.Celsius) }).Show();
/// </code></example>
public partial class Dataset<[DynamicallyAccessedMembers(RecordShape.Needed)] T>
{
    private readonly DataFrame _frame;

    internal Dataset(DataFrame frame, RecordShape shape)
    {
        _frame = frame;
        Shape = shape;
    }

    /// <summary>The columns, named as the members.</summary>
    public Schema Schema => _frame.Schema;

    /// <summary>Writes the rows.</summary>
    public DataFrameWriter Write => _frame.Write;

    internal RecordShape Shape { get; }

    /// <summary>The members of a row by the columns of the plan.</summary>
    private Term Row => RowOf(_frame.Plan.Output);

    /// <summary>The rows as a frame without a type.</summary>
    public DataFrame ToFrame() => _frame;

    /// <summary>The rows for which a condition is true.</summary>
    /// <param name="condition">The condition.</param>
    /// <exception cref="AnalysisException">It calls something that has no kernel.</exception>
    public Dataset<T> Where(Expression<Func<T, bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return With(_frame.Where(new Column(LambdaReader.Condition(condition, Row))));
    }

    /// <summary>New rows of expressions over each row.</summary>
    /// <typeparam name="TResult">The new rows: one value, or an object that is made there, <c>new { r.Device, F = r.Celsius * 1.8
    /// }</c>.</typeparam>
    /// <param name="selector">What they are.</param>
    /// <exception cref="AnalysisException">It calls something that has no kernel.</exception>
    public Dataset<TResult> Select<[DynamicallyAccessedMembers(RecordShape.Needed)] TResult>(Expression<Func<T, TResult>> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        RecordShape shape = RecordShape.Of(typeof(TResult));
        return new Dataset<TResult>(_frame.Select([.. RowTerms.Columns(LambdaReader.Read(selector, Row), shape)]), shape);
    }

    /// <summary>A row for each value of a list in a row.</summary>
    /// <typeparam name="TResult">The values.</typeparam>
    /// <param name="selector">The list.</param>
    /// <exception cref="AnalysisException">It calls something that has no kernel.</exception>
    public Dataset<TResult> SelectMany<[DynamicallyAccessedMembers(RecordShape.Needed)] TResult>(
        Expression<Func<T, IEnumerable<TResult>>> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        DataFrame values = _frame.Select(
            Functions.Explode(new Column(LambdaReader.ValueOf(LambdaReader.Read(selector, Row)))).As(RecordShape.ValueName));
        RecordShape shape = RecordShape.Of(typeof(TResult));
        return new Dataset<TResult>(shape.IsValue ? values : values.Select(RecordShape.ValueName + ".*"), shape);
    }

    /// <summary>Groups of rows with equal keys.</summary>
    /// <typeparam name="TKey">The key: one value, or <c>new { r.Device, r.City }</c>.</typeparam>
    /// <param name="key">The key of a row.</param>
    /// <exception cref="AnalysisException">It calls something that has no kernel.</exception>
    public GroupedDataset<TKey, T> GroupBy<TKey>(Expression<Func<T, TKey>> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new GroupedDataset<TKey, T>(_frame, LambdaReader.Read(key, Row), Row);
    }

    /// <summary>The rows in ascending order, nulls first; of equal ones the earlier comes first.</summary>
    /// <typeparam name="TKey">The key: one value, or <c>new { r.Device, r.Time }</c>.</typeparam>
    /// <param name="key">What they are ordered by.</param>
    /// <exception cref="AnalysisException">It calls something that has no kernel.</exception>
    public OrderedDataset<T> OrderBy<TKey>(Expression<Func<T, TKey>> key) => new(_frame, Shape, KeysOf(key, static column => column.Asc()));

    /// <summary>The rows in descending order, nulls last; of equal ones the earlier comes first.</summary>
    /// <inheritdoc cref="OrderBy{TKey}"/>
    public OrderedDataset<T> OrderByDescending<TKey>(Expression<Func<T, TKey>> key) =>
        new(_frame, Shape, KeysOf(key, static column => column.Desc()));

    /// <summary>Rows that differ, each once.</summary>
    public Dataset<T> Distinct() => With(_frame.Distinct());

    /// <summary>The first rows.</summary>
    /// <param name="count">How many at most.</param>
    public Dataset<T> Limit(long count) => With(_frame.Limit(count));

    /// <summary>The rows of both, equal ones too.</summary>
    /// <param name="other">The other rows.</param>
    public Dataset<T> Union(Dataset<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return With(_frame.Union(other._frame));
    }

    /// <summary>
    /// Rows made by a function in C#, called with an object for each row, from several threads at the same time: the way out for what has
    /// no
    /// kernel.
    /// </summary>
    /// <typeparam name="TResult">The new rows, of which columns are as <see cref="RecordSchema.Of{T}"/> says.</typeparam>
    /// <param name="map">The function.</param>
    public Dataset<TResult> Map<[DynamicallyAccessedMembers(RecordShape.Needed)] TResult>(Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        RecordShape shape = Shape;
        return _frame.Map(row => map((T)RowTerms.Create(shape, row)!));
    }

    internal Term RowOf(IReadOnlyList<PlanColumn> columns) => Shape.IsValue ? new ValueTerm(new PlanColumnExpression(columns[0]))
        : new RecordTerm([.. Shape.Members.Select((member, at) => (member.Name,
            (Term)new ValueTerm(new PlanColumnExpression(columns[at]))))],
            columns.Count > Shape.Members.Count ? new PlanColumnExpression(columns[Shape.Members.Count]) : null);

    private protected Column[] KeysOf<TKey>(Expression<Func<T, TKey>> key, Func<Column, Column> inOrder)
    {
        ArgumentNullException.ThrowIfNull(key);
        return [.. RowTerms.Parts(LambdaReader.Read(key, Row)).Select(part => inOrder(new Column(part.Value)))];
    }

    private Dataset<T> With(DataFrame frame) => new(frame, Shape);
}
