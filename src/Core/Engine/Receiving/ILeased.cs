namespace HotStream;

/// <summary>An item of a ring that holds on to a slab.</summary>
internal interface ILeased
{
    /// <summary>Records in the item.</summary>
    long Records { get; }

    /// <summary>Lets go of the slab; the item is not used again.</summary>
    void Release();
}
