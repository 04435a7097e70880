namespace HotStream;

/// <summary>Who says which results are null.</summary>
internal enum NullRule
{
    /// <summary>A result is null where any argument is; the kernel may make more null and need not look at nulls.</summary>
    Strict,

    /// <summary>The kernel says it all.</summary>
    Own,
}
