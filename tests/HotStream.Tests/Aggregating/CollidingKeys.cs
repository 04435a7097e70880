using System.Numerics;

namespace HotStream.Tests.Aggregating;

/// <summary>
/// Numbers that all have the same CRC-32C, as an adversary would choose them. The hash is linear over bits: 64 input bits map to 32, so
/// combinations of bits exist that map to zero, and adding one of them to a number does not change its hash.
/// </summary>
internal static class CollidingKeys
{
    private static readonly ulong[] s_silent = FindSilent();

    /// <summary>That many different numbers with one hash.</summary>
    public static IEnumerable<long> Of(int count)
    {
        for (uint choice = 1; choice <= count; choice++)
        {
            ulong key = 0xFEED;
            for (int i = 0; i < s_silent.Length; i++)
            {
                key ^= (choice >> i & 1) != 0 ? s_silent[i] : 0;
            }

            yield return (long)key;
        }
    }

    // Elimination: of 64 single bits, those whose hash can be made up from earlier ones give a combination with hash zero.
    private static ulong[] FindSilent()
    {
        var silent = new List<ulong>();
        var basis = new (uint Hash, ulong Bits)[32];
        for (int bit = 0; bit < 64; bit++)
        {
            ulong bits = 1UL << bit;
            uint hash = BitOperations.Crc32C(0, bits);
            while (hash != 0)
            {
                int top = BitOperations.Log2(hash);
                if (basis[top].Hash == 0)
                {
                    basis[top] = (hash, bits);
                    break;
                }

                hash ^= basis[top].Hash;
                bits ^= basis[top].Bits;
            }

            if (hash == 0)
            {
                silent.Add(bits);
            }
        }

        return [.. silent];
    }
}
