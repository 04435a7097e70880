namespace HotStream;

/// <summary>Records travel between stages in blocks that stay in the first-level cache.</summary>
internal static class Block
{
    /// <summary>Records in a full block: 512 slices are 8 KiB.</summary>
    public const int Size = 512;
}
