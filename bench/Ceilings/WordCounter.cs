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

    private const int ReadBeyond = 64;
    private const long SpillAfterWords = uint.MaxValue - (1L << 30);

    private readonly int _slabBytes;
    private readonly NativeBlock _slab;
    private readonly NativeBlock _scratch = new(sizeof(WordBlock));
    private readonly WordBlock* _block;
    private readonly WordTable _table = new();
    private readonly LongWords _longWords = new();
    private int _carried;
    private long _unspilled;

    public WordCounter(int slabBytes)
    {
        _slabBytes = slabBytes;
        _slab = new NativeBlock(LongestWord + slabBytes + ReadBeyond);
        _block = (WordBlock*)_scratch.Pointer;
        for (var length = 0; length <= WordTable.KeyBytes; length++)
            new Span<byte>(_block->Masks + length * 16, length).Fill(0xFF);
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
        for (var at = 0; at < length; at += WordBlock.TextBytes)
        {
            var delimiters = DelimiterScan.Positions(text + at, Math.Min(WordBlock.TextBytes, length - at), (uint)at, _block->Positions);
            var words = Hash(text, start, (nuint)delimiters);
            Tally(words);
            Words += (long)words;
            _unspilled += (long)words;
            if (delimiters > 0)
                start = _block->Positions[delimiters - 1] + 1;
        }

        return (int)start;
    }

    /// <summary>Keys, hashes and prefetches. No call in the loop: long words are noted and counted after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private nuint Hash(byte* text, uint start, nuint delimiters)
    {
        var block = _block;
        var entries = _table.Entries;
        nuint words = 0;
        nuint aside = 0;
        for (nuint i = 0; i < delimiters; i++)
        {
            var end = block->Positions[i];
            var length = end - start;
            if (length - 1 < WordTable.KeyBytes)
            {
                var key = Vector128.Load(text + start) & Vector128.Load(block->Masks + length * 16);
                var hash = BitOperations.Crc32C(BitOperations.Crc32C(0, key.AsUInt64()[0]), key.AsUInt64()[1]);
                var offset = WordTable.OffsetOf(hash);
                if (Sse.IsSupported)
                    Sse.Prefetch0(entries + offset);
                key.Store(block->Keys + words * 16);
                block->Offsets[words++] = offset;
            }
            else
            {
                block->Aside[2 * aside] = start;
                block->Aside[2 * aside++ + 1] = length;
            }

            start = end + 1;
        }

        CountLong(text, aside);
        return words;
    }

    /// <summary>Adds one where the first entry holds the word and notes the others, without a branch on which it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tally(nuint words)
    {
        var block = _block;
        var entries = _table.Entries;
        nuint aside = 0;
        for (nuint i = 0; i < words; i++)
        {
            var entry = entries + block->Offsets[i];
            var low = *(ulong*)(block->Keys + i * 16) ^ *(ulong*)entry;
            var high = *(uint*)(block->Keys + i * 16 + 8) ^ *(uint*)(entry + 8);
            var other = (low | high) != 0 ? 1u : 0u;
            *(uint*)(entry + WordTable.KeyBytes) += 1 - other;
            block->Aside[aside] = (uint)i;
            aside += other;
        }

        CountFurther(aside);
    }

    private void CountFurther(nuint aside)
    {
        for (nuint i = 0; i < aside; i++)
        {
            var word = _block->Aside[i];
            var key = _block->Keys + word * 16;
            _table.AddFurther(*(ulong*)key, *(uint*)(key + 8), _block->Offsets[word]);
        }
    }

    private void CountLong(byte* text, nuint aside)
    {
        for (nuint i = 0; i < aside; i++)
        {
            var length = (int)_block->Aside[2 * i + 1];
            if (length == 0)
                continue;
            Words++;
            _longWords.Add(new ReadOnlySpan<byte>(text + _block->Aside[2 * i], length));
        }
    }
}
