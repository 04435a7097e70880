using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace HotStream.Io;

/// <summary>
/// Unpacks deflate (RFC 1951). The framework's stream reads ahead of the end of the data and does not say how far, and takes a cut-off end
/// for an end; this one stops with the last byte of the data. Its memory is fixed. Used by one thread.
/// </summary>
internal sealed class Inflater(PackedBytes packed)
{
    private const int HistoryBytes = 32 * 1024;
    private const int LongestMatch = 258;
    private const int Limit = 3 * HistoryBytes; // what is unpacked before somebody takes it

    private static readonly InflaterCodes s_codes = new();

    private readonly byte[] _text = new byte[Limit + LongestMatch + Vector128<byte>.Count];
    private readonly HuffmanCode _lengthsOwn = new(InflaterCodes.LengthEntries, InflaterCodes.LengthRootBits);
    private readonly HuffmanCode _distancesOwn = new(InflaterCodes.DistanceEntries, InflaterCodes.DistanceRootBits);
    private readonly HuffmanCode _codeLengths = new(InflaterCodes.CodeLengthEntries, InflaterCodes.CodeLengthRootBits);
    private readonly byte[] _lengthOf = new byte[InflaterCodes.LengthSymbols + InflaterCodes.DistanceSymbols];
    private HuffmanCode _lengths = s_codes.FixedLengths;
    private HuffmanCode _distances = s_codes.FixedDistances;
    private ulong _bits;   // the lowest of them are the next ones
    private int _bitCount; // those that are certain
    private int _from;     // text that nobody has taken begins here
    private int _to;       // and ends here
    private int _begin;    // of what the data may refer to
    private int _stored;   // bytes that follow as they are
    private bool _isInBlock;
    private bool _isLast;
    private PackedException? _wrong; // with what comes behind the text

    /// <summary>Begins with other data.</summary>
    public void Start()
    {
        (_bits, _bitCount, _stored, _isInBlock, _isLast) = (0, 0, 0, false, false);
        (_from, _to, _begin, _wrong) = (0, 0, 0, null);
    }

    /// <summary>
    /// Unpacks and gives a piece, at most <paramref name="most"/> bytes; it can be read until the next call. Empty at the end of the data,
    /// whose last byte then is the last one that was taken.
    /// </summary>
    /// <exception cref="PackedException">The data ends too early, or is no deflate.</exception>
    public ReadOnlySpan<byte> Take(int most)
    {
        if (_from == _to)
        {
            UnpackOrFail();
        }

        ReadOnlySpan<byte> piece = _text.AsSpan(_from, Math.Min(most, _to - _from));
        _from += piece.Length;
        return piece;
    }

    /// <summary>What was unpacked before the data was wrong is taken first.</summary>
    private void UnpackOrFail()
    {
        if (_wrong is not null)
        {
            throw _wrong;
        }

        try
        {
            Unpack();
        }
        catch (PackedException wrong) when (_from < _to)
        {
            _wrong = wrong;
        }
    }

    private void Unpack()
    {
        if (_to > HistoryBytes)
        {
            int forgotten = _to - HistoryBytes;
            _text.AsSpan(forgotten, HistoryBytes).CopyTo(_text);
            _to = HistoryBytes;
            _begin = Math.Max(0, _begin - forgotten);
        }

        _from = _to;
        while (_to < Limit && (_isInBlock || !_isLast))
        {
            if (!_isInBlock)
            {
                BeginBlock();
            }
            else if (_stored > 0)
            {
                CopyStored();
            }
            else
            {
                Decode();
            }
        }

        if (!_isInBlock && _isLast && _bitCount > 0)
        {
            packed.Back(_bitCount / 8);
            (_bits, _bitCount) = (0, 0);
        }
    }

    private void BeginBlock()
    {
        _isLast = Bits(1) != 0;
        switch (Bits(2))
        {
            case 0:
                BeginStored();
                break;
            case 1:
                (_lengths, _distances, _isInBlock) = (s_codes.FixedLengths, s_codes.FixedDistances, true);
                break;
            case 2:
                ReadCodes();
                (_lengths, _distances, _isInBlock) = (_lengthsOwn, _distancesOwn, true);
                break;
            default:
                throw Damaged("a block of a kind that there is not");
        }
    }

    private void BeginStored()
    {
        packed.Back(_bitCount / 8);
        (_bits, _bitCount) = (0, 0);
        int length = Bits(16);
        if (Bits(16) != (length ^ 0xFFFF))
        {
            throw Damaged("a block whose length is not what its complement says");
        }

        packed.Back(_bitCount / 8);
        (_bits, _bitCount) = (0, 0);
        (_stored, _isInBlock) = (length, length > 0);
    }

    private void CopyStored()
    {
        int count = packed.Take(_text.AsSpan(_to, Math.Min(_stored, Limit - _to)));
        if (count == 0)
        {
            throw Cut();
        }

        _to += count;
        _stored -= count;
        _isInBlock = _stored > 0;
    }

    private void ReadCodes()
    {
        int lengths = Bits(5) + 257;
        int distances = Bits(5) + 1;
        int codes = Bits(4) + 4;
        if (lengths > 286 || distances > 30)
        {
            throw Damaged("a block of more symbols than there are");
        }

        Span<byte> known = _lengthOf;
        known.Clear();
        for (int i = 0; i < codes; i++)
        {
            known[InflaterCodes.CodeLengthOrder[i]] = (byte)Bits(3);
        }

        if (!_codeLengths.TryMake(known[..InflaterCodes.CodeLengthSymbols], mayBeEmpty: false))
        {
            throw Damaged("a code of lengths of codes that is none");
        }

        ReadLengths(known[..(lengths + distances)]);
        if (known[InflaterCodes.EndOfBlock] == 0 || !_lengthsOwn.TryMake(known[..lengths], mayBeEmpty: false)
            || !_distancesOwn.TryMake(known.Slice(lengths, distances), mayBeEmpty: true))
        {
            throw Damaged("a code that is none");
        }
    }

    private void ReadLengths(Span<byte> known)
    {
        for (int at = 0; at < known.Length;)
        {
            int symbol = (int)(Symbol(_codeLengths) >> 16);
            if (symbol < 16)
            {
                known[at++] = (byte)symbol;
                continue;
            }

            byte repeated = symbol == 16 && at > 0 ? known[at - 1] : (byte)0;
            int count = symbol switch
            {
                16 => 3 + Bits(2),
                17 => 3 + Bits(3),
                _ => 11 + Bits(7),
            };
            if ((symbol == 16 && at == 0) || count > known.Length - at)
            {
                throw Damaged("lengths of codes that repeat what is not there");
            }

            known.Slice(at, count).Fill(repeated);
            at += count;
        }
    }

    /// <summary>Symbols up to the end of the block, or until the memory is full.</summary>
    private void Decode()
    {
        while (_to < Limit)
        {
            DecodeAhead();
            if (_to >= Limit)
            {
                return;
            }

            uint entry = Symbol(_lengths);
            if ((entry & HuffmanCode.Literal) != 0)
            {
                _text[_to++] = (byte)(entry >> 16);
                continue;
            }

            if ((entry & (HuffmanCode.End | HuffmanCode.Wrong)) != 0)
            {
                _isInBlock = (entry & HuffmanCode.End) != 0 ? false : throw Damaged("a length that there is not");
                return;
            }

            int length = (int)(entry >> 16) + Bits((int)((entry >> 4) & 15));
            entry = Symbol(_distances);
            int distance = (int)(entry >> 16) + Bits((int)((entry >> 4) & 15));
            if (distance > _to - _begin || (entry & HuffmanCode.Wrong) != 0)
            {
                throw Damaged("a reference to what lies before its beginning");
            }

            Repeat(_text, _to, distance, length);
            _to += length;
        }
    }

    /// <summary>
    /// The same as long as it is simple: eight bytes are there, and the symbol is a literal or something that can be repeated. A length and
    /// a distance together have 48 bits at most, so that bits are read on once for both.
    /// </summary>
    private void DecodeAhead()
    {
        byte[] text = _text;
        (HuffmanCode lengths, HuffmanCode distances) = (_lengths, _distances);
        (ulong bits, int count, int to) = (_bits, _bitCount, _to);
        ReadOnlySpan<byte> bytes = packed.Unread;
        int at = 0;
        while (to < Limit && at <= bytes.Length - sizeof(ulong))
        {
            bits |= BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) << count; // bits above those that count are the same again
            at += (63 - count) >> 3;
            count |= 56;
            uint entry = lengths[bits];
            int used = (int)(entry & 15);
            if ((entry & HuffmanCode.Literal) != 0)
            {
                text[to++] = (byte)(entry >> 16);
                (bits, count) = (bits >> used, count - used);
                continue;
            }

            if (used == 0 || (entry & (HuffmanCode.End | HuffmanCode.Wrong)) != 0)
            {
                break;
            }

            ulong rest = bits >> used;
            int extra = (int)(entry >> 4) & 15;
            int length = (int)(entry >> 16) + ((int)rest & ((1 << extra) - 1));
            (rest, used) = (rest >> extra, used + extra);
            entry = distances[rest];
            rest >>= (int)(entry & 15);
            extra = (int)(entry >> 4) & 15;
            int distance = (int)(entry >> 16) + ((int)rest & ((1 << extra) - 1));
            if ((entry & 15) == 0 || (entry & HuffmanCode.Wrong) != 0 || distance > to - _begin)
            {
                break;
            }

            used += (int)(entry & 15) + extra;
            (bits, count) = (bits >> used, count - used);
            Repeat(text, to, distance, length);
            to += length;
        }

        packed.Take(at);
        (_bits, _bitCount, _to) = (bits, count, to);
    }

    /// <summary>Writes what lies so far back once more; up to 15 bytes behind its end may be written too.</summary>
    private static void Repeat(byte[] text, int to, int distance, int length)
    {
        if (distance < Vector128<byte>.Count)
        {
            for (int end = to + length; to < end; to++)
            {
                text[to] = text[to - distance];
            }

            return;
        }

        for (int from = to - distance; length > 0; length -= Vector128<byte>.Count)
        {
            Vector128.Create(text.AsSpan(from, Vector128<byte>.Count)).CopyTo(text, to);
            (from, to) = (from + Vector128<byte>.Count, to + Vector128<byte>.Count);
        }
    }

    private uint Symbol(HuffmanCode code)
    {
        if (_bitCount < 15)
        {
            ReadOn();
        }

        uint entry = code[_bits];
        int length = (int)(entry & 15);
        if (length == 0)
        {
            throw _bitCount < 15 ? Cut() : Damaged("bits that are no code");
        }

        if (length > _bitCount)
        {
            throw Cut();
        }

        _bits >>= length;
        _bitCount -= length;
        return entry;
    }

    private int Bits(int count)
    {
        if (_bitCount < count)
        {
            ReadOn();
            if (_bitCount < count)
            {
                throw Cut();
            }
        }

        int bits = (int)_bits & ((1 << count) - 1);
        _bits >>= count;
        _bitCount -= count;
        return bits;
    }

    /// <summary>At least 48 bits, unless the archive ends.</summary>
    private void ReadOn()
    {
        _bits &= (1UL << _bitCount) - 1;
        while (_bitCount < 48 && packed.TakeByte() is int next and >= 0)
        {
            _bits |= (ulong)next << _bitCount;
            _bitCount += 8;
        }
    }

    private PackedException Damaged(string what) => new($"it is damaged: at byte {packed.Position - (_bitCount / 8)} stands {what}");

    private static PackedException Cut() => new("it was cut");
}
