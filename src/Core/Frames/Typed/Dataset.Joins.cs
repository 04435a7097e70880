using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace HotStream;

/// <content>Two sides.</content>
public partial class Dataset<T>
{
    /// <summary>Pairs of rows with equal keys; a null equals no other.</summary>
    /// <typeparam name="TOther">The rows of the other side.</typeparam>
    /// <typeparam name="TKey">The key: one value, or several.</typeparam>
    /// <typeparam name="TResult">The new rows.</typeparam>
    /// <param name="other">The other side.</param>
    /// <param name="key">The key of a row here.</param>
    /// <param name="otherKey">The key of a row there.</param>
    /// <param name="selector">What is made of two rows.</param>
    /// <exception cref="AnalysisException">One of them calls something that has no kernel.</exception>
    public Dataset<TResult> Join<[DynamicallyAccessedMembers(RecordShape.Needed)] TOther, TKey,
        [DynamicallyAccessedMembers(RecordShape.Needed)] TResult>(
        Dataset<TOther> other, Expression<Func<T, TKey>> key, Expression<Func<TOther, TKey>> otherKey,
        Expression<Func<T, TOther, TResult>> selector) => Join<TOther, TResult>(JoinType.Inner, other, key, otherKey, selector);

    /// <summary>
    /// Pairs of rows with equal keys, and the rows here that have no partner, with null in its place: as in LINQ. What is read of a row
    /// that is not there is null: <c>(a, b) => new { a.Device, City = b == null ? "nowhere" : b.City }</c>.
    /// </summary>
    /// <inheritdoc cref="Join{TOther, TKey, TResult}"/>
    public Dataset<TResult> LeftJoin<[DynamicallyAccessedMembers(RecordShape.Needed)] TOther, TKey,
        [DynamicallyAccessedMembers(RecordShape.Needed)] TResult>(
        Dataset<TOther> other, Expression<Func<T, TKey>> key, Expression<Func<TOther, TKey>> otherKey,
        Expression<Func<T, TOther?, TResult>> selector) => Join<TOther, TResult>(JoinType.Left, other, key, otherKey, selector);

    /// <summary>Pairs of rows with equal keys, and the rows there that have no partner, with null in its place: as in LINQ.</summary>
    /// <inheritdoc cref="LeftJoin{TOther, TKey, TResult}"/>
    public Dataset<TResult> RightJoin<[DynamicallyAccessedMembers(RecordShape.Needed)] TOther, TKey,
        [DynamicallyAccessedMembers(RecordShape.Needed)] TResult>(
        Dataset<TOther> other, Expression<Func<T, TKey>> key, Expression<Func<TOther, TKey>> otherKey,
        Expression<Func<T?, TOther, TResult>> selector) => Join<TOther, TResult>(JoinType.Right, other, key, otherKey, selector);

    /// <summary>Pairs of rows with equal keys, and the rows of both sides that have no partner, with null in its place.</summary>
    /// <inheritdoc cref="LeftJoin{TOther, TKey, TResult}"/>
    public Dataset<TResult> FullJoin<[DynamicallyAccessedMembers(RecordShape.Needed)] TOther, TKey,
        [DynamicallyAccessedMembers(RecordShape.Needed)] TResult>(
        Dataset<TOther> other, Expression<Func<T, TKey>> key, Expression<Func<TOther, TKey>> otherKey,
        Expression<Func<T?, TOther?, TResult>> selector) => Join<TOther, TResult>(JoinType.Full, other, key, otherKey, selector);

    private Dataset<TResult> Join<[DynamicallyAccessedMembers(RecordShape.Needed)] TOther,
        [DynamicallyAccessedMembers(RecordShape.Needed)] TResult>(
        JoinType type, Dataset<TOther> other, LambdaExpression key, LambdaExpression otherKey, LambdaExpression selector)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(otherKey);
        ArgumentNullException.ThrowIfNull(selector);
        DataFrame left = type is JoinType.Right or JoinType.Full ? WithPresence() : _frame;
        DataFrame right = type is JoinType.Left or JoinType.Full ? other.WithPresence() : other._frame;
        (Term Left, Term Right) rows = (Row, Row);
        Plan join = PlanBuilder.Join(left.Plan, right.Plan, type, (a, b) =>
        {
            rows = (RowOf(a.Output), other.RowOf(b.Output));
            Expression condition = RowTerms.AreEqual(LambdaReader.Read(key, rows.Left), LambdaReader.Read(otherKey, rows.Right));
            return new Binder([.. a.Output, .. b.Output]).Bind(condition);
        });
        RecordShape shape = RecordShape.Of(typeof(TResult));
        return new Dataset<TResult>(new DataFrame(_frame.Session, join).Select(
            [.. RowTerms.Columns(LambdaReader.Read(selector, rows.Left, rows.Right), shape)]), shape);
    }

    /// <summary>With a column more, behind the members, that is null where a join has found no row.</summary>
    private DataFrame WithPresence() => Shape.IsValue ? _frame
        : _frame.Select([.. _frame.Columns.Select((_, at) => _frame.ColumnAt(at)), Functions.Lit(true)]);
}
