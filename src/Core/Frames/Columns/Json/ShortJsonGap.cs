using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>What is expected before a value, up to 32 bytes of it.</summary>
internal readonly unsafe struct ShortJsonGap
{
    private readonly Vector256<byte> _bytes;
    private readonly uint _wanted;

    /// <param name="text">What stands there; what is behind 32 bytes is not looked at.</param>
    public ShortJsonGap(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = stackalloc byte[Vector256<byte>.Count];
        bytes.Clear();
        int count = Math.Min(text.Length, bytes.Length);
        text[..count].CopyTo(bytes);
        _bytes = Vector256.Create<byte>(bytes);
        _wanted = count == bytes.Length ? uint.MaxValue : (1u << count) - 1;
    }

    /// <summary>Whether it stands there; 32 bytes are readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool StandsAt(byte* at) => (~Vector256.Equals(Vector256.Load(at), _bytes).ExtractMostSignificantBits() & _wanted) == 0;
}
