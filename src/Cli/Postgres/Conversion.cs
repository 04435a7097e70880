namespace HotStream.Cli;

/// <summary>Makes a value of a text; false when it says anything else, or more than the value can hold.</summary>
internal delegate bool Conversion<TValue>(Utf8Slice text, out TValue value);
