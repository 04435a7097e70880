using System.Runtime.InteropServices;

namespace HotStream.Bench;

/// <summary>A counter alone on its cache lines: two of them never share one, nor does the line fetched beside it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedPosition
{
    [FieldOffset(128)]
    public long Value;
}
