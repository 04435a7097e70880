namespace HotStream;

/// <summary>Marks the engine's own value types that can hold no <see cref="Utf8Slice"/>.</summary>
internal interface ISliceFree;
