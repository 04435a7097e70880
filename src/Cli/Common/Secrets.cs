using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace HotStream.Cli;

/// <summary>
/// Passwords this process was given, so that whatever it prints, its own words or those of a parser, a driver or a server, can be
/// searched for them. Thread-safe.
/// </summary>
internal static partial class Secrets
{
    private const int LengthMin = 4; // what is shorter stands in every other word; addresses are hidden as a whole all the same
    private const string Hidden = "***";

    private static readonly ConcurrentDictionary<string, string> s_known = new();

    /// <summary>Remembers a password.</summary>
    public static void Add(string? secret)
    {
        if (secret is { Length: >= LengthMin })
        {
            s_known[secret] = Hidden;
        }
    }

    /// <summary>
    /// Remembers what is secret in the arguments: whole addresses and the passwords in them, escaped or not, valid or not.
    /// </summary>
    public static void AddFrom(IEnumerable<string> arguments)
    {
        foreach (string argument in arguments)
        {
            string shown = PlainText.Address(argument);
            if (shown != PlainText.Of(argument))
            {
                s_known[argument] = shown;
            }

            if (Login().Match(argument) is { Success: true } login)
            {
                AddBothWays(login.Groups["password"].Value);
            }

            foreach (Match setting in Setting().Matches(argument))
            {
                if (PlainText.Address(setting.Value) != PlainText.Of(setting.Value))
                {
                    AddBothWays(setting.Groups["value"].Value);
                }
            }
        }
    }

    /// <summary>The text without what is secret.</summary>
    public static string Hide(string text)
    {
        // an address before the password in it
        foreach ((string secret, string shown) in s_known.OrderByDescending(known => known.Key.Length))
        {
            text = text.Replace(secret, shown, StringComparison.Ordinal);
        }

        return text;
    }

    private static void AddBothWays(string secret)
    {
        Add(secret);
        Add(Uri.UnescapeDataString(secret));
    }

    [GeneratedRegex("^(?:.*?://)?[^:]*:(?<password>.+)@", RegexOptions.Singleline)]
    private static partial Regex Login();

    [GeneratedRegex("[?&;][^=?&;]*=(?<value>[^?&;]*)")]
    private static partial Regex Setting();
}
