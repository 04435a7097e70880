using System.Runtime.CompilerServices;

namespace HotStream.Bench;

/// <summary>
/// Word to count, for words of 1 to 12 bytes without NUL: 16-byte entries (12 bytes of key, 4 of count), four to a cache
/// line, linear probing. Frequent words come early in a text and so sit in their first slot. Keys are compared by two
/// scalar loads because a vector load of an entry whose count was just stored would stall.
/// </summary>
internal sealed unsafe class WordTable : IDisposable
{
    public const int KeyBytes = 12;
    public const int EntryBytes = 16;

    private const int Slots = 1 << 19;
    private const int Fullest = Slots / 4 * 3;
    private const uint SlotMask = Slots - 1;

    private readonly NativeBlock _entries = new(Slots * EntryBytes);
    private int _used;
    private long[]? _spilled;

    public byte* Entries => _entries.Pointer;

    /// <summary>The entry where a hash starts to look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint OffsetOf(uint hash) => (hash & SlotMask) * EntryBytes;

    /// <summary>Counts a word whose first entry did not hold it: walks on, or takes the first free entry.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AddFurther(ulong low, uint high, uint offset)
    {
        for (; ; offset = (offset + EntryBytes) & (SlotMask * EntryBytes))
        {
            var entry = Entries + offset;
            if (*(ulong*)entry == low && *(uint*)(entry + 8) == high)
            {
                ++*(uint*)(entry + KeyBytes);
                return;
            }

            if (*(ulong*)entry != 0)
                continue;
            if (++_used > Fullest)
                throw new NotSupportedException($"this hand-written table is made for up to {Fullest:N0} distinct words");
            *(ulong*)entry = low;
            *(uint*)(entry + 8) = high;
            *(uint*)(entry + KeyBytes) = 1;
            return;
        }
    }

    /// <summary>Moves the 32-bit counts to 64-bit ones; to be called before 2^32 words have been added.</summary>
    public void Spill()
    {
        _spilled ??= new long[Slots];
        for (var slot = 0; slot < Slots; slot++)
        {
            ref var count = ref *(uint*)(Entries + slot * EntryBytes + KeyBytes);
            _spilled[slot] += count;
            count = 0;
        }
    }

    public JobAnswer AddTo(JobAnswer answer)
    {
        Spill();
        for (var slot = 0; slot < Slots; slot++)
        {
            if (_spilled![slot] == 0)
                continue;
            var key = new ReadOnlySpan<byte>(Entries + slot * EntryBytes, KeyBytes);
            var length = key.IndexOf((byte)0);
            answer = answer.WithWord(length < 0 ? key : key[..length], _spilled[slot]);
        }

        return answer;
    }

    public void Dispose() => _entries.Dispose();
}
