namespace HotStream;

/// <summary>Which records without a partner a join keeps.</summary>
[Flags]
internal enum JoinKind
{
    Inner = 0,
    KeepLeft = 1,
    KeepRight = 2,
    KeepBoth = KeepLeft | KeepRight,
}
