namespace HotStream;

/// <summary>
/// Whether an aggregate's state is the least or the greatest of its values, by their type's own order: columns of
/// such states are compared whole.
/// </summary>
internal enum Extreme
{
    None,
    Least,
    Greatest,
}
