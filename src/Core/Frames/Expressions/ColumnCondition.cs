namespace HotStream;

/// <summary>
/// What is asked of one column: a row in which it is not true is not wanted. A null meets no comparison. NaN is equal to itself and greater
/// than every number.
/// </summary>
/// <param name="Column">The place of the column in the source's schema.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Value">
/// What it is compared with: bool, int, long, double, string, <see cref="DateOnly"/> or <see cref="DateTime"/> (UTC), as the column's type
/// is; null for <see cref="ConditionOperator.IsNull"/> and <see cref="ConditionOperator.IsNotNull"/>.
/// </param>
public sealed record ColumnCondition(int Column, ConditionOperator Operator, object? Value);
