namespace HotStream.Fuzz;

/// <summary>Makes inputs from inputs; the same seed makes the same inputs on every machine.</summary>
internal sealed class Mutator(int seed, int longest)
{
    // Lengths and values at which counts, blocks, inline texts and signs turn over.
    private static readonly long[] s_magic =
    [
        0, 1, -1, 7, 8, 11, 12, 13, 15, 16, 17, 31, 32, 63, 64, 65, 127, 128, 255, 256, 511, 512, 513, 1023, 1024, 32767, 65535, 65536,
        int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue,
    ];

    private static readonly byte[] s_bytes = " \t\n\v\f\r\0,;:\"'azAZ09"u8.ToArray();

    private readonly Random _random = new(seed);

    /// <summary>A changed input; another one may lend it a piece.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (int steps = 1 + _random.Next(1 << _random.Next(5)); steps > 0; steps--)
        {
            Step(bytes, other);
        }

        return [.. bytes.Take(longest)];
    }

    private void Step(List<byte> bytes, byte[] other)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = Math.Min(_random.Next(1, 1 << _random.Next(1, 9)), bytes.Count - at);
        switch (_random.Next(bytes.Count == 0 ? 3 : 10))
        {
            case 0:
                bytes.Insert(at, AnyByte());
                break;
            case 1:
                int from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other.Skip(from).Take(_random.Next(64)));
                break;
            case 2:
                bytes.InsertRange(at, Enumerable.Repeat(AnyByte(), _random.Next(1, 80)));
                break;
            case 3:
                bytes[_random.Next(bytes.Count)] ^= (byte)(1 << _random.Next(8));
                break;
            case 4:
                bytes[_random.Next(bytes.Count)] = AnyByte();
                break;
            case 5:
                bytes.RemoveRange(at, length);
                break;
            case 6:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 7:
                WriteMagic(bytes, at);
                break;
            case 8:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.Reverse(at, length);
                break;
        }
    }

    private byte AnyByte() => _random.Next(2) == 0 ? s_bytes[_random.Next(s_bytes.Length)] : (byte)_random.Next(256);

    private void WriteMagic(List<byte> bytes, int at)
    {
        byte[] magic = BitConverter.GetBytes(s_magic[_random.Next(s_magic.Length)]);
        int width = 1 << _random.Next(4);
        for (int i = 0; i < width && at + i < bytes.Count; i++)
        {
            bytes[at + i] = magic[i];
        }
    }
}
