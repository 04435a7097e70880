using System.Security.Cryptography;

namespace HotStream.Sinks;

/// <summary>
/// The letters of the last batch in a file: when that batch runs again, they are known by everything but the moment they were written at.
/// Of an empty file, or one whose last line says no batch, there are none.
/// </summary>
internal sealed class LastLetters
{
    private const int Step = 64 * 1024;

    private readonly Dictionary<UInt128, int> _times = [];
    private byte[] _ending = [];

    /// <summary>Reads the end of a file whose last line is whole.</summary>
    public static LastLetters Read(FileStream file)
    {
        var last = new LastLetters();
        byte[] bytes = [];
        long start = file.Length;
        int end = 0; // of the lines that are not looked at yet
        while (true)
        {
            int newline = end < 2 ? -1 : bytes.AsSpan(0, end - 1).LastIndexOf((byte)'\n');
            if (newline < 0 && start > 0)
            {
                int count = (int)Math.Min(Math.Max(Step, end), start);
                byte[] more = new byte[count + end];
                start -= count;
                file.Position = start;
                file.ReadExactly(more, 0, count);
                bytes.AsSpan(0, end).CopyTo(more.AsSpan(count));
                (bytes, end) = (more, end + count);
                continue;
            }

            if (end == 0 || !last.TryAdd(bytes.AsSpan(newline + 1, end - newline - 1)))
            {
                return last;
            }

            end = newline + 1;
        }
    }

    /// <summary>Whether a line of a batch is one of these; it is none of them any more then.</summary>
    public bool Take(ReadOnlySpan<byte> line, ReadOnlySpan<byte> ending)
    {
        if (!ending.SequenceEqual(_ending) || !_times.TryGetValue(Hash(line), out int times) || times == 0)
        {
            return false;
        }

        _times[Hash(line)] = times - 1;
        return true;
    }

    private bool TryAdd(ReadOnlySpan<byte> line)
    {
        int at = line.LastIndexOf(DeadLetterFileWriter.EndingStart);
        if (at < 0 || (_ending.Length > 0 && !line[at..].SequenceEqual(_ending)))
        {
            return false;
        }

        _ending = line[at..].ToArray();
        UInt128 hash = Hash(line);
        _times[hash] = _times.GetValueOrDefault(hash) + 1;
        return true;
    }

    /// <summary>Of a line without the time it was written at.</summary>
    private static UInt128 Hash(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line[Math.Max(0, line.IndexOf("\",\""u8))..], hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
