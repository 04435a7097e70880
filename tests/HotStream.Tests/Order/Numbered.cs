namespace HotStream.Tests.Order;

/// <summary>A record that knows where it came from and which one of its source it is.</summary>
internal readonly record struct Numbered(int Source, int Key, int Number);
