namespace HotStream;

/// <summary>Where a value of a type keeps <see cref="Utf8Slice"/> values.</summary>
internal enum SliceHolding
{
    /// <summary>Nowhere: it outlives any batch.</summary>
    None,

    /// <summary>In fields of its own, or of structs in it: they can be found and copied.</summary>
    InPlace,

    /// <summary>Behind a reference whose type does not say what it refers to: perhaps.</summary>
    Unknown,

    /// <summary>Behind a reference, for certain: out of reach for whoever would copy them.</summary>
    Referenced,
}
