using System.Buffers.Binary;

namespace HotStream.Io;

/// <summary>
/// The text of an archive of gzip (RFC 1952): its members one after another, zeros behind the last. Sum and length of each are compared,
/// and an archive that was cut, or has anything else behind, is an error with the member and the place. Allocates nothing after it was
/// made. Used by one thread.
/// </summary>
internal sealed class GzipReader : ForwardStream
{
    private const int TrailerBytes = 8;
    private const byte HeaderSum = 2;
    private const byte Extra = 4;
    private const byte Name = 8;
    private const byte Comment = 16;

    private readonly Stream _archive;
    private readonly PackedBytes _packed;
    private readonly Inflater _inflater;
    private long _member; // number, from 1, of the one that is read
    private long _memberAt;
    private long _length; // unpacked so far of it
    private uint _sum;
    private uint _headerSum;
    private string _part = "header";
    private bool _isInMember;
    private bool _isDone;

    /// <param name="archive">Closed with this.</param>
    public GzipReader(Stream archive)
    {
        _archive = archive;
        _packed = new PackedBytes(archive);
        _inflater = new Inflater(_packed);
    }

    /// <exception cref="PackedException">It cannot be unpacked further.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_isDone && !buffer.IsEmpty)
        {
            if (!_isInMember && !BeginMember())
            {
                _isDone = true;
                break;
            }

            ReadOnlySpan<byte> piece = Unpacked(buffer.Length);
            if (piece.Length > 0)
            {
                piece.CopyTo(buffer);
                _sum = Crc32.Add(_sum, piece);
                _length += piece.Length;
                return piece.Length;
            }

            EndMember();
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _archive.Dispose();
        }

        base.Dispose(disposing);
    }

    private ReadOnlySpan<byte> Unpacked(int most)
    {
        try
        {
            return _inflater.Take(most);
        }
        catch (PackedException wrong)
        {
            throw Wrong(wrong.Message);
        }
    }

    /// <summary>Reads the header of the next member; false at the end of the archive.</summary>
    private bool BeginMember()
    {
        (long at, int first) = (_packed.Position, _packed.TakeByte());
        if (_member > 0 && first <= 0)
        {
            return first < 0 ? false : EndPadding(at);
        }

        _member++;
        (_memberAt, _part, _headerSum, _sum, _length) = (at, "header", 0, 0, 0);
        int second = first < 0 ? first : _packed.TakeByte();
        if (first < 0 || (second < 0 && first == 0x1F))
        {
            throw Wrong(at == 0 && first < 0 ? "it is empty" : "it was cut");
        }

        if (first != 0x1F || second != 0x8B)
        {
            throw at == 0 ? new PackedException("It is no archive of gzip: it does not begin with the bytes 1F 8B.")
                : Garbage(_member - 1, at);
        }

        _headerSum = Crc32.Add(0, [0x1F, 0x8B]);
        ReadHeader();
        _inflater.Start();
        (_part, _isInMember) = ("data", true);
        return true;
    }

    private void ReadHeader()
    {
        byte method = HeaderByte();
        byte flags = HeaderByte();
        if (method != 8 || (flags & 0xE0) != 0)
        {
            throw Wrong(method != 8 ? $"it is packed by a method that is not known, {method}" : "its header has flags that are not known");
        }

        Skip(6); // time, hints, system
        if ((flags & Extra) != 0)
        {
            Skip(HeaderByte() | (HeaderByte() << 8));
        }

        SkipText((flags & Name) != 0);
        SkipText((flags & Comment) != 0);
        uint sum = _headerSum & 0xFFFF;
        if ((flags & HeaderSum) != 0 && (uint)(HeaderByte() | (HeaderByte() << 8)) != sum)
        {
            throw Wrong("it is damaged: the sum of its header is another");
        }
    }

    private void Skip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            HeaderByte();
        }
    }

    private void SkipText(bool isThere)
    {
        while (isThere && HeaderByte() != 0)
        {
        }
    }

    private byte HeaderByte()
    {
        int next = _packed.TakeByte();
        byte taken = next >= 0 ? (byte)next : throw Wrong("it was cut");
        _headerSum = Crc32.Add(_headerSum, [taken]);
        return taken;
    }

    private void EndMember()
    {
        _part = "trailer";
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        for (int i = 0; i < trailer.Length; i++)
        {
            int next = _packed.TakeByte();
            trailer[i] = next >= 0 ? (byte)next : throw Wrong("it was cut");
        }

        uint sum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (length != (uint)_length)
        {
            throw Wrong($"it has another length: it says {length} bytes, modulo 2^32, and has {_length}");
        }

        if (sum != _sum)
        {
            throw Wrong($"it is damaged: its sum (CRC-32) is {_sum:x8} and should be {sum:x8}");
        }

        _isInMember = false;
    }

    /// <summary>Takes zeros to the end of the archive.</summary>
    private bool EndPadding(long at)
    {
        int next;
        do
        {
            next = _packed.TakeByte();
        }
        while (next == 0);
        return next < 0 ? false : throw Garbage(_member, at);
    }

    private static PackedException Garbage(long member, long at) => new(
        $"It is damaged: behind member {member}, from byte {at} on, stands what is neither a member nor only zeros.");

    private PackedException Wrong(string what) => new(
        $"In the {_part} of member {_member}, which begins at byte {_memberAt}, {what} (byte {_packed.Position} of the archive, {_length} "
        + "unpacked of the member).");
}
