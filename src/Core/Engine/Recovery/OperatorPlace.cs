namespace HotStream;

/// <summary>The place of an operator in checkpoints.</summary>
/// <param name="Name">Unique in its graph, the same in every run.</param>
/// <param name="IsNamed">Whether the user gave the name: then the operator may be new in a graph that is
/// restored, or missing in it.</param>
internal readonly record struct OperatorPlace(string Name, bool IsNamed);
