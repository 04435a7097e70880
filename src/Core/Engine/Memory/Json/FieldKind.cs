namespace HotStream;

/// <summary>What stands in a field.</summary>
public enum FieldKind : byte
{
    /// <summary>The record has no such field.</summary>
    Missing,

    /// <summary>Null, or nothing between two separators.</summary>
    Null,

    /// <summary>Text as it stands.</summary>
    Text,

    /// <summary>Text that must be unescaped before it is read.</summary>
    Escaped,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True.</summary>
    True,

    /// <summary>False.</summary>
    False,

    /// <summary>An object or an array.</summary>
    Nested,
}
