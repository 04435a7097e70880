namespace HotStream;

/// <summary>A part of a file that is uploaded.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Upload">What <see cref="UploadStore.BeginAsync"/> has returned.</param>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Offset">Bytes of the parts before it.</param>
public readonly record struct UploadPart(string File, string Upload, int Number, long Offset);
