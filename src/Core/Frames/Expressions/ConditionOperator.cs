namespace HotStream;

/// <summary>How a <see cref="ColumnCondition"/> compares.</summary>
public enum ConditionOperator
{
    /// <summary>The column is equal to the value.</summary>
    Equal,

    /// <summary>The column is smaller than the value.</summary>
    Less,

    /// <summary>The column is not greater than the value.</summary>
    LessOrEqual,

    /// <summary>The column is greater than the value.</summary>
    Greater,

    /// <summary>The column is not smaller than the value.</summary>
    GreaterOrEqual,

    /// <summary>The column is null.</summary>
    IsNull,

    /// <summary>The column is not null.</summary>
    IsNotNull,
}
