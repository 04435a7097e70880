namespace HotStream;

/// <summary>Makes a row of another one, in C#. Called from several threads at the same time.</summary>
/// <param name="row">The row that is read.</param>
/// <param name="result">Takes the values of the new row.</param>
public delegate void RowMap(FrameRow row, FrameRowWriter result);
