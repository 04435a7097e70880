namespace HotStream;

/// <summary>Which rows a join gives.</summary>
public enum JoinType
{
    /// <summary>Pairs of rows that fit.</summary>
    Inner,

    /// <summary>These, and rows of the left side that fit none, with nulls.</summary>
    Left,

    /// <summary>These, and rows of the right side that fit none, with nulls.</summary>
    Right,

    /// <summary>These, and rows of either side that fit none, with nulls.</summary>
    Full,

    /// <summary>Rows of the left side that fit any, once.</summary>
    LeftSemi,

    /// <summary>Rows of the left side that fit none.</summary>
    LeftAnti,

    /// <summary>All pairs.</summary>
    Cross,
}
