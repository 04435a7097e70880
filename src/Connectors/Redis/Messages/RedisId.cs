using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace HotStream.Redis;

/// <summary>The id of an entry: two numbers, ordered.</summary>
internal readonly record struct RedisId(ulong Milliseconds, ulong Number) : IComparable<RedisId>
{
    private const int TextMax = 41; // two numbers and what is between them

    public int CompareTo(RedisId other) =>
        Milliseconds != other.Milliseconds ? Milliseconds.CompareTo(other.Milliseconds) : Number.CompareTo(other.Number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Number}");

    public static RedisId Parse(RedisValue id)
    {
        Span<byte> text = stackalloc byte[TextMax];
        return id.GetByteCount() <= TextMax && TryParse(text[..id.CopyTo(text)], out RedisId parsed) ? parsed
            : throw new FormatException($"'{PlainText.Of(id.ToString())}' is not the id of an entry.");
    }

    public static RedisId Parse(string id) => TryParse(Encoding.UTF8.GetBytes(id), out RedisId parsed) ? parsed
        : throw new FormatException($"'{PlainText.Of(id)}' is not the id of an entry.");

    private static bool TryParse(ReadOnlySpan<byte> text, out RedisId id)
    {
        int dash = text.IndexOf((byte)'-');
        id = default;
        if (dash < 0 || !ulong.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out ulong milliseconds)
            || !ulong.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            return false;
        }

        id = new RedisId(milliseconds, number);
        return true;
    }
}
