using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Io;

namespace HotStream.Tests.Io.Packed;

/// <summary>Archives of gzip: every whole one is its text, whatever its members, and nothing else is without an error.</summary>
public sealed class GzipReaderTests
{
    [Property(MaxTest = 60)]
    public Property Archives_of_any_members_are_their_text() => Cases.ForAll(Cases.Arrays(AnyMember(), 1, 5), members =>
    {
        byte[] text = [.. members.SelectMany(member => member.Text)];
        byte[] archive = [.. members.SelectMany(Packed)];
        Assert.Equal(text, Unpack(archive));
        Assert.Equal(text, Unpack([.. archive, .. new byte[members[0].Text.Length % 1500]], pieces: true));
    });

    [Property(MaxTest = 60)]
    public Property What_gzip_packs_is_unpacked_and_what_it_refuses_is_refused() => Cases.ForAll(
        from members in Cases.Arrays(AnyMember(), 1, 3)
        from seed in Gen.Choose(0, int.MaxValue)
        select (members, seed),
        x =>
        {
            var random = new System.Random(x.seed);
            byte[] archive = [.. x.members.SelectMany(Packed)];
            byte[] damaged = Damage(archive, random);
            (int exit, byte[] output) = GzipTool.Run("gzip", damaged, "-dc");
            (byte[] text, string? problem) = TryUnpack(damaged);
            Assert.Equal(exit == 0, problem is null);
            Assert.Equal(exit == 0 ? output : text, text);
            byte[] packed = GzipTool.Run("gzip", x.members[0].Text, $"-{1 + random.Next(9)}", "-c").Output;
            Assert.Equal(x.members[0].Text, Unpack(packed));
        });

    [Property(MaxTest = 8)]
    public Property An_archive_cut_at_any_byte_says_so_unless_a_member_ends_there() => Cases.ForAll(
        Cases.Arrays(AnyMember(600), 1, 3), members =>
        {
            byte[][] packed = [.. members.Select(Packed)];
            byte[] archive = [.. packed.SelectMany(bytes => bytes)];
            int[] ends = [.. packed.Select((_, at) => packed[..(at + 1)].Sum(bytes => bytes.Length))];
            for (int cut = 0; cut < archive.Length; cut++)
            {
                (byte[] text, string? problem) = TryUnpack(archive[..cut]);
                int whole = ends.Count(end => end <= cut);
                byte[] certain = [.. members[..whole].SelectMany(member => member.Text)];
                Assert.Equal(certain, text[..certain.Length]);
                if (ends.Contains(cut))
                {
                    Assert.Null(problem);
                    continue;
                }

                Assert.Contains(cut == 0 ? "it is empty" : "it was cut", problem, StringComparison.Ordinal);
                Assert.Contains($"of member {whole + 1}, which begins at byte {(whole == 0 ? 0 : ends[whole - 1])}", problem,
                    StringComparison.Ordinal);
            }
        });

    [Property(MaxTest = 8)]
    public Property No_bit_can_change_the_text_unnoticed() => Cases.ForAll(Cases.Arrays(AnyMember(200), 1, 2), members =>
    {
        byte[] text = [.. members.SelectMany(member => member.Text)];
        byte[] archive = [.. members.SelectMany(Packed)];
        for (int bit = 0; bit < archive.Length * 8; bit++)
        {
            archive[bit / 8] ^= (byte)(1 << (bit % 8));
            (byte[] found, string? problem) = TryUnpack(archive);
            Assert.True(problem is not null || found.AsSpan().SequenceEqual(text), $"bit {bit}");
            archive[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    });

    [Fact]
    public void What_is_wrong_is_said_with_member_and_place()
    {
        byte[] first = Packed(new Member([.. Enumerable.Repeat((byte)'a', 1000)], 1, 0));
        byte[] second = Packed(new Member([.. Enumerable.Range(0, 1000).Select(x => (byte)(x * 7919 >> 3))], 1, 0));
        string Of(Action<byte[]> change, params byte[] behind)
        {
            byte[] changed = [.. second];
            change(changed);
            return TryUnpack([.. first, .. changed, .. behind]).Problem!;
        }

        string where = $"of member 2, which begins at byte {first.Length}, ";
        Assert.Equal($"In the trailer {where}it has another length: it says 1001 bytes, modulo 2^32, and has 1000 (byte "
            + $"{first.Length + second.Length} of the archive, 1000 unpacked of the member).", Of(bytes => bytes[^4]++));
        Assert.Contains($"In the trailer {where}it is damaged: its sum (CRC-32) is ", Of(bytes => bytes[^5] ^= 1),
            StringComparison.Ordinal);
        Assert.Contains($"In the data {where}it is damaged: at byte ", Of(bytes => bytes[10] |= 6), StringComparison.Ordinal);
        Assert.Contains($"In the header {where}it is packed by a method", Of(bytes => bytes[2] = 9), StringComparison.Ordinal);
        string garbage = $"It is damaged: behind member 2, from byte {first.Length + second.Length} on, stands what is neither";
        Assert.StartsWith(garbage, Of(_ => { }, 7), StringComparison.Ordinal);
        Assert.StartsWith(garbage, Of(_ => { }, 0, 0, 7), StringComparison.Ordinal);
        Assert.StartsWith("It is no archive of gzip", TryUnpack([.. "no archive"u8]).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_before_a_cut_is_given()
    {
        byte[] archive = Packed(new Member([.. "words before the cut "u8, .. new byte[70_000]], 2, 0));
        Assert.StartsWith("words before the cut ", Encoding.ASCII.GetString(TryUnpack(archive[..^20]).Text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_may_have_everything_that_there_is()
    {
        byte[] plain = Packed(new Member([.. "text"u8], 1, 0));
        byte[] header = [0x1F, 0x8B, 8, 0x1F, 1, 2, 3, 4, 0, 3, 2, 0, 9, 9, .. "name\0comment\0"u8];
        byte[] sum = BitConverter.GetBytes((ushort)Crc32.Add(0, header));
        Assert.Equal("text"u8, Unpack([.. header, .. sum, .. plain[10..]]));
        Assert.Contains("the sum of its header", TryUnpack([.. header, (byte)~sum[0], sum[1], .. plain[10..]]).Problem,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_allocates_nothing_and_a_bomb_takes_no_more_memory()
    {
        byte[] text = new byte[64 << 20];
        new System.Random(1).NextBytes(text.AsSpan(0, 1 << 20));
        byte[] archive = Packed(new Member(text, 2, 0));
        using var reader = new GzipReader(new MemoryStream(archive));
        byte[] buffer = new byte[100_000];
        long total = reader.Read(buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int read = -1; read != 0; total += read)
        {
            read = reader.Read(buffer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(text.Length, total);
    }

    [Property(MaxTest = 30)]
    public Property Sums_are_those_of_the_table_and_go_on_anywhere() => Cases.ForAll(Cases.Arrays(Cases.AnyByte, 0, 400), bytes =>
    {
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(Crc32.AddPlain(0, bytes), Crc32.Add(Crc32.Add(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }

        byte[] archive = Packed(new Member(bytes, 1, 0));
        Assert.Equal(BinaryPrimitives.ReadUInt32LittleEndian(archive.AsSpan(archive.Length - 8)), Crc32.Add(0, bytes));
    });

    /// <summary>Text of several kinds: nothing, noise, one byte again and again, words, and all of them.</summary>
    private static Gen<Member> AnyMember(int longest = 400_000) =>
        from seed in Gen.Choose(0, int.MaxValue)
        from length in Gen.Frequency((1, Gen.Choose(0, 3)), (2, Gen.Choose(0, Math.Min(600, longest))), (1, Gen.Choose(0, longest)))
        from level in Gen.Choose(0, 3)
        from letters in Gen.Elements(1, 2, 20, 256)
        select new Member(Text(new System.Random(seed), length, letters), level, seed);

    private static byte[] Text(System.Random random, int length, int letters)
    {
        byte[] text = new byte[length];
        for (int at = 0; at < length;)
        {
            int count = Math.Min(length - at, 1 + random.Next(random.Next(4) == 0 ? 40_000 : 300));
            if (at > 0 && random.Next(3) > 0)
            {
                int from = random.Next(at);
                for (int i = 0; i < count; i++)
                {
                    text[at + i] = text[from + i];
                }
            }
            else
            {
                for (int i = 0; i < count; i++)
                {
                    text[at + i] = (byte)random.Next(letters);
                }
            }

            at += count;
        }

        return text;
    }

    private static byte[] Packed(Member member)
    {
        var archive = new MemoryStream();
        using (var packed = new GZipStream(archive, (CompressionLevel)member.Level, leaveOpen: true))
        {
            packed.Write(member.Text);
            packed.Flush();
        }

        return member.Text.Length > 0 ? archive.ToArray()
            : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]; // the framework writes nothing then
    }

    private static byte[] Damage(byte[] archive, System.Random random)
    {
        byte[] damaged = [.. archive];
        switch (random.Next(5))
        {
            case 0:
                return damaged[..random.Next(damaged.Length)];
            case 1:
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                return damaged;
            case 2:
                return [.. damaged, .. new byte[random.Next(3)]];
            case 3:
                return [.. damaged, 0, 1];
            default:
                int at = random.Next(damaged.Length);
                return [.. damaged[..at], .. damaged[Math.Min(damaged.Length, at + 1 + random.Next(9))..]];
        }
    }

    private static byte[] Unpack(byte[] archive, bool pieces = false)
    {
        (byte[] text, string? problem) = TryUnpack(archive, pieces);
        Assert.Null(problem);
        return text;
    }

    private static (byte[] Text, string? Problem) TryUnpack(byte[] archive, bool pieces = false)
    {
        var random = new System.Random(archive.Length);
        var text = new MemoryStream();
        using var reader = new GzipReader(pieces ? new SlowStream(archive) : new MemoryStream(archive));
        byte[] buffer = new byte[200_000];
        try
        {
            int read;
            while ((read = reader.Read(buffer, 0, pieces ? 1 + random.Next(5000) : buffer.Length)) > 0)
            {
                text.Write(buffer, 0, read);
            }

            return (text.ToArray(), null);
        }
        catch (PackedException wrong)
        {
            return (text.ToArray(), wrong.Message);
        }
    }

    private sealed record Member(byte[] Text, int Level, int Seed)
    {
        public override string ToString() => $"{Text.Length} bytes, level {Level}, seed {Seed}";
    }

    /// <summary>Gives few bytes at a time, as a network does.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, 1 + (int)(Position % 11)));
    }
}
