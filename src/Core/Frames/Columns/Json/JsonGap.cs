using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>What is expected before a value, ready to be compared: up to 48 bytes.</summary>
internal readonly unsafe struct JsonGap
{
    private readonly Vector256<byte> _first;
    private readonly Vector128<byte> _last; // of more than 32 bytes
    private readonly uint _wanted;

    /// <param name="text">What stands there.</param>
    public JsonGap(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = stackalloc byte[Vector256<byte>.Count];
        bytes.Clear();
        int first = Math.Min(text.Length, bytes.Length);
        text[..first].CopyTo(bytes);
        _first = Vector256.Create<byte>(bytes);
        _wanted = first == bytes.Length ? uint.MaxValue : (1u << first) - 1;
        _last = text.Length > bytes.Length ? Vector128.Create(text[^Vector128<byte>.Count..]) : default;
        Length = text.Length;
    }

    /// <summary>Its bytes.</summary>
    public int Length { get; }

    /// <summary>Whether it stands there; 32 bytes are readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool StandsAt(byte* at) =>
        (~Vector256.Equals(Vector256.Load(at), _first).ExtractMostSignificantBits() & _wanted) == 0
        && (Length <= Vector256<byte>.Count || Vector128.Load(at + Length - Vector128<byte>.Count) == _last);
}
