using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace HotStream.Tests.Sinks;

/// <summary>
/// RSA keys for certificates of tests, made once in a process: a pair of primes takes longer than most tests. Each issuer has the first
/// for its first certificate, and so on, so that no two of its certificates share one. Authorities have keys of their own (ECDSA), so that
/// what one issued is of no other. Safe from any thread.
/// </summary>
internal sealed class TestKeys
{
    private static readonly ConcurrentDictionary<int, Lazy<byte[]>> s_made = [];

    private int _used;

    /// <summary>A key that this issuer has not used; owned by the caller.</summary>
    public RSA Next()
    {
        int number = Interlocked.Increment(ref _used);
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(s_made.GetOrAdd(number, static _ => new Lazy<byte[]>(Make)).Value, out _);
        return key;
    }

    private static byte[] Make()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKey();
    }
}
