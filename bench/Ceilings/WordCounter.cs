using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream.Bench;

/// <summary>
/// The hand-written word count both loops share: bytes are received into one reused native slab; blocks of about 4 KiB
/// go through three passes (delimiter positions; masked keys, hashes and prefetches; table), so that the table's cache
/// misses overlap. A word cut by the end of the slab is carried to just before the next bytes.
/// </summary>
internal sealed unsafe class WordCounter : IDisposable
{
    public const int LongestWord = 64 << 10;

    private const int BlockBytes = 4096;
    private const int ReadBeyond = 64;
    private const long SpillAfterWords = uint.MaxValue - (1L << 30);

    private readonly int _slabBytes;
    private readonly NativeBlock _slab;
    private readonly NativeBlock _scratch = new(1 << 20);
    private readonly byte* _masks;
    private readonly uint* _positions;
    private readonly byte* _keys;
    private readonly uint* _offsets;
    private readonly WordTable _table = new();
    private readonly LongWords _longWords = new();
    private int _carried;
    private long _unspilled;

    public WordCounter(int slabBytes)
    {
        _slabBytes = slabBytes;
        _slab = new NativeBlock(LongestWord + slabBytes + ReadBeyond);
        _masks = _scratch.Pointer;
        _positions = (uint*)(_scratch.Pointer + 4096);
        _keys = (byte*)(_positions + BlockBytes + DelimiterScan.Slack);
        _offsets = (uint*)(_keys + BlockBytes * WordTable.EntryBytes);
        for (var length = 0; length <= WordTable.KeyBytes; length++)
            new Span<byte>(_masks + length * 16, length).Fill(0xFF);
    }

    public long Words { get; private set; }

    /// <summary>Where the next bytes are to be received.</summary>
    public Span<byte> Free => new(_slab.Pointer + LongestWord, _slabBytes);

    /// <summary>Counts every finished word after so many bytes were received into Free.</summary>
    public void Take(int bytes)
    {
        var text = _slab.Pointer + LongestWord - _carried;
        var length = _carried + bytes;
        var start = Count(text, length);
        _carried = length - start;
        if (_carried > LongestWord)
            throw new InvalidDataException($"a word is longer than {LongestWord} bytes");
        new Span<byte>(text + start, _carried).CopyTo(new Span<byte>(_slab.Pointer + LongestWord - _carried, _carried));
        if (_unspilled > SpillAfterWords)
        {
            _table.Spill();
            _unspilled = 0;
        }
    }

    /// <summary>The end of the input also ends a last word.</summary>
    public void Finish()
    {
        Free[0] = (byte)'\n';
        Take(1);
    }

    public JobAnswer Answer() => _longWords.AddTo(_table.AddTo(default));

    public void Dispose()
    {
        _slab.Dispose();
        _scratch.Dispose();
        _table.Dispose();
    }

    /// <summary>Returns the offset after the last delimiter: where the unfinished word starts.</summary>
    private int Count(byte* text, int length)
    {
        var start = 0u;
        for (var at = 0; at < length; at += BlockBytes)
        {
            var delimiters = DelimiterScan.Positions(text + at, Math.Min(BlockBytes, length - at), (uint)at, _positions);
            var words = Hash(text, start, delimiters);
            Tally(words);
            Words += words;
            _unspilled += words;
            if (delimiters > 0)
                start = _positions[delimiters - 1] + 1;
        }

        return (int)start;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Hash(byte* text, uint start, int delimiters)
    {
        var positions = _positions;
        var masks = _masks;
        var keys = _keys;
        var offsets = _offsets;
        var entries = _table.Entries;
        var words = 0;
        for (var i = 0; i < delimiters; i++)
        {
            var end = positions[i];
            var length = end - start;
            if (length - 1 >= WordTable.KeyBytes)
            {
                if (length != 0)
                    AddLong(text + start, (int)length);
                start = end + 1;
                continue;
            }

            var key = Vector128.Load(text + start) & Vector128.LoadAligned(masks + length * 16);
            var hash = BitOperations.Crc32C(BitOperations.Crc32C(0, key.AsUInt64()[0]), key.AsUInt64()[1]);
            var offset = WordTable.OffsetOf(hash);
            if (Sse.IsSupported)
                Sse.Prefetch0(entries + offset);
            key.StoreAligned(keys + words * 16);
            offsets[words++] = offset;
            start = end + 1;
        }

        return words;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tally(int words)
    {
        var keys = _keys;
        var offsets = _offsets;
        var entries = _table.Entries;
        for (var i = 0; i < words; i++)
        {
            var low = *(ulong*)(keys + i * 16);
            var high = *(uint*)(keys + i * 16 + 8);
            var entry = entries + offsets[i];
            if (((*(ulong*)entry ^ low) | (*(uint*)(entry + 8) ^ high)) == 0)
                ++*(uint*)(entry + WordTable.KeyBytes);
            else
                _table.AddFurther(low, high, offsets[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddLong(byte* word, int length)
    {
        Words++;
        _longWords.Add(new ReadOnlySpan<byte>(word, length));
    }
}
