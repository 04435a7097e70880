using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>What is expected before a value, ready to be compared: up to 48 bytes.</summary>
internal readonly unsafe struct JsonGap
{
    private readonly Vector128<byte> _last; // of more than 32 bytes

    /// <param name="text">What stands there.</param>
    public JsonGap(ReadOnlySpan<byte> text)
    {
        Beginning = new ShortJsonGap(text);
        IsShort = text.Length <= Vector256<byte>.Count;
        _last = IsShort ? default : Vector128.Create(text[^Vector128<byte>.Count..]);
        Length = text.Length;
    }

    /// <summary>Its bytes.</summary>
    public int Length { get; }

    /// <summary>Whether its beginning is all of it.</summary>
    public bool IsShort { get; }

    /// <summary>Its first 32 bytes.</summary>
    public ShortJsonGap Beginning { get; }

    /// <summary>Whether it stands there; 32 bytes are readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool StandsAt(byte* at) => Beginning.StandsAt(at)
        && (IsShort || Vector128.Load(at + Length - Vector128<byte>.Count) == _last);
}
