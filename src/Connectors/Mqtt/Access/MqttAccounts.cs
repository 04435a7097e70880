using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HotStream;

/// <summary>
/// Users and their passwords, hashed. Give <see cref="Check"/> to <see cref="MqttListenerOptions.Authenticate"/>. A file of accounts has a
/// line for each, <c>user:$7$ITERATIONS$SALT$HASH</c>: PBKDF2 with HMAC-SHA-512, salt and hash in Base64. That is what
/// <c>mosquitto_passwd</c> writes; <see cref="Line"/> makes such lines too. Empty lines and lines that begin with # are passed over.
/// Comparing takes the same time whatever is wrong, also when there is no such user. Thread-safe.
/// </summary>
public sealed class MqttAccounts
{
    private const int Iterations = 1000; // devices return by the thousand after a power cut; their passwords should be long and random
    private const int MostIterations = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 64;

    private static readonly Account s_nobody = Account.Of("");

    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    private MqttAccounts()
    {
    }

    /// <summary>Accounts with their passwords in clear; they are hashed at once.</summary>
    /// <param name="passwords">Password by user name.</param>
    public MqttAccounts(IReadOnlyDictionary<string, string> passwords)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        foreach ((string user, string password) in passwords)
        {
            _accounts.Add(user, Account.Of(password));
        }
    }

    /// <summary>Reads a file of accounts.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">A line is none of an account; the message names the line, not what it says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MqttAccounts FromFile(string path)
    {
        var accounts = new MqttAccounts();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || Account.Parse(line[(colon + 1)..].Trim()) is not { } account
                || !accounts._accounts.TryAdd(line[..colon], account))
            {
                throw new FormatException(
                    $"{PlainText.Of(path)}, line {number}: not user:$7$ITERATIONS$SALT$HASH, or a user of that name is there already. "
                    + "Passwords in clear are not taken; mosquitto_passwd or MqttAccounts.Line hash them.");
            }
        }

        return accounts;
    }

    /// <summary>The line of an account, with a new salt.</summary>
    /// <param name="user">User name, without a colon.</param>
    /// <param name="password">Password.</param>
    /// <exception cref="ArgumentException">The name is empty, or holds a colon or a line break.</exception>
    public static string Line(string user, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentNullException.ThrowIfNull(password);
        if (user.AsSpan().IndexOfAny(':', '\n', '\r') >= 0 || user.StartsWith('#'))
        {
            throw new ArgumentException("A user name has no colon and no line break, and does not begin with #.", nameof(user));
        }

        return $"{user}:{Account.Of(password)}";
    }

    /// <summary>Whether a login is that of an account.</summary>
    /// <param name="login">The login.</param>
    public bool Check(MqttLogin login)
    {
        ArgumentNullException.ThrowIfNull(login);
        bool isKnown = _accounts.TryGetValue(login.UserName ?? "", out Account? account);
        return (account ?? s_nobody).Fits(login.Password.Span) & isKnown;
    }

    private sealed record Account(int Iterations, byte[] Salt, byte[] Hash)
    {
        public static Account Of(string password)
        {
            byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
            return new Account(MqttAccounts.Iterations, salt,
                HashOf(Encoding.UTF8.GetBytes(password), salt, MqttAccounts.Iterations, HashBytes));
        }

        public static Account? Parse(string text)
        {
            string[] parts = text.Split('$');
            if (parts is not ["", "7", var iterations, var salt, var hash]
                || !int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                || count is < 1 or > MostIterations)
            {
                return null;
            }

            try
            {
                var account = new Account(count, Convert.FromBase64String(salt), Convert.FromBase64String(hash));
                return account.Hash.Length == HashBytes ? account : null;
            }
            catch (FormatException)
            {
                return null;
            }
        }

        public bool Fits(ReadOnlySpan<byte> password) =>
            CryptographicOperations.FixedTimeEquals(HashOf(password, Salt, Iterations, Hash.Length), Hash);

        public override string ToString() => $"$7${Iterations}${Convert.ToBase64String(Salt)}${Convert.ToBase64String(Hash)}";

        private static byte[] HashOf(ReadOnlySpan<byte> password, byte[] salt, int iterations, int bytes) =>
            Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, bytes);
    }
}
