using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>What is expected before a value, ready to be compared.</summary>
internal readonly unsafe ref struct JsonGap
{
    private readonly Vector128<byte> _first;
    private readonly uint _wanted;
    private readonly ReadOnlySpan<byte> _rest;

    /// <param name="text">What stands there; what lies behind it for 16 bytes is readable.</param>
    public JsonGap(ReadOnlySpan<byte> text)
    {
        int first = Math.Min(text.Length, Vector128<byte>.Count);
        Span<byte> bytes = stackalloc byte[Vector128<byte>.Count];
        bytes.Clear();
        text[..first].CopyTo(bytes);
        _first = Vector128.Create<byte>(bytes);
        _wanted = (1u << first) - 1;
        _rest = text[first..];
        Length = text.Length;
    }

    /// <summary>Its bytes.</summary>
    public int Length { get; }

    /// <summary>Whether it stands there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool StandsAt(byte* at) =>
        (~Vector128.Equals(Vector128.Load(at), _first).ExtractMostSignificantBits() & _wanted) == 0
        && (_rest.IsEmpty || new ReadOnlySpan<byte>(at + Vector128<byte>.Count, _rest.Length).SequenceEqual(_rest));
}
