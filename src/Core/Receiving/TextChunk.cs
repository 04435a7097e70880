namespace HotStream;

/// <summary>A range of whole lines in a slab, with one lease on it: what text rings carry.</summary>
internal readonly record struct TextChunk(Slab Slab, int Start, int Length);
