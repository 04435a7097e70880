namespace HotStream;

/// <summary>Marks the engine's own generic value types that can hold a <see cref="Utf8Slice"/> only through their type arguments.</summary>
internal interface IHoldsItsArguments;
