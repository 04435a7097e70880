using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace HotStream;

/// <summary>Groups of rows with equal keys, of which aggregates make new rows.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="T">The rows of a group.</typeparam>
public sealed class GroupedDataset<TKey, T>
{
    private readonly DataFrame _frame;
    private readonly Term _key;
    private readonly Term _row;

    internal GroupedDataset(DataFrame frame, Term key, Term row)
    {
        _frame = frame;
        _key = key;
        _row = row;
    }

    /// <summary>A row for each group.</summary>
    /// <typeparam name="TResult">The new rows.</typeparam>
    /// <param name="selector">
    /// What is made of a group: of its <c>Key</c>, and of <c>Count</c>, <c>Sum</c>, <c>Average</c>, <c>Min</c>, <c>Max</c>, <c>MinBy</c>,
    /// <c>MaxBy</c>, <c>First</c>, <c>Last</c>, <c>Any</c>, <c>All</c>, <c>ToList</c>, also behind <c>Where</c>, <c>Select</c> and
    /// <c>Distinct</c>. They are SQL's aggregates: nulls do not count, sums of whole numbers wrap around.
    /// </param>
    /// <exception cref="AnalysisException">It calls something that is no aggregate.</exception>
    public Dataset<TResult> Select<[DynamicallyAccessedMembers(RecordShape.Needed)] TResult>(
        Expression<Func<IGrouping<TKey, T>, TResult>> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        RecordShape shape = RecordShape.Of(typeof(TResult));
        Term result = LambdaReader.Read(selector, new GroupTerm(_key, _row, null, false));
        var binder = new Binder(_frame.Plan.Output);
        IReadOnlyList<NamedBound> keys = binder.BindList(RowTerms.Parts(_key).Select(part =>
            (HotStream.Expression)new AliasExpression(part.Value, [part.Name])));
        IReadOnlyList<NamedBound> items = binder.BindList(RowTerms.Columns(result, shape).Select(column => column.Expression));
        return new Dataset<TResult>(new DataFrame(_frame.Session, PlanBuilder.Aggregate(_frame.Plan, keys, items, null)), shape);
    }
}
