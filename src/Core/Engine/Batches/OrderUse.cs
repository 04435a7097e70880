namespace HotStream;

/// <summary>What the order in which records come means to a step.</summary>
internal enum OrderUse
{
    /// <summary>Its result depends on the order in which they came.</summary>
    Needs,

    /// <summary>
    /// It looks at one record at a time and gives what it makes of them in their order: it means what it means to the steps behind.
    /// </summary>
    PassesOn,

    /// <summary>Any order gives the same result.</summary>
    Ignores,
}
