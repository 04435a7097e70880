using System.Buffers;
using System.Text;

namespace HotStream.Nats;

/// <summary>What names and subjects may be.</summary>
internal static class NatsLimits
{
    /// <summary>Largest message that can be taken, in bytes.</summary>
    public const int LargestMessage = Slab.MaxCapacity / 2;

    /// <summary>A server's line has 4096 bytes at most, of which the subject is a part.</summary>
    public const int SubjectBytesMax = 1024;

    private static readonly SearchValues<char> s_notInNames = SearchValues.Create(".*>/\\ ");

    /// <exception cref="ArgumentException">It is no subject.</exception>
    public static string CheckSubject(string subject, bool mayBePattern, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject, parameter);
        return FindProblem(Encoding.UTF8.GetBytes(subject), mayBePattern) is { } problem
            ? throw new ArgumentException($"'{PlainText.Of(subject, 40)}' is no subject: {problem}.", parameter)
            : subject;
    }

    /// <exception cref="ArgumentException">It is no name of a stream or consumer.</exception>
    public static string CheckName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        return name.AsSpan().ContainsAny(s_notInNames) || name.Any(char.IsControl) || Encoding.UTF8.GetByteCount(name) > byte.MaxValue
            ? throw new ArgumentException($"'{PlainText.Of(name, 40)}' is no name of a stream or consumer: it is at most 255 bytes, "
                + "without space, '.', '*', '>', '/' and '\\'.", parameter)
            : name;
    }

    /// <summary>Why a text is no subject, or null.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> subject, bool mayBePattern)
    {
        if (subject.Length is 0 or > SubjectBytesMax)
        {
            return $"it has {subject.Length} bytes, of 1 to {SubjectBytesMax}";
        }

        if (subject.IndexOfAnyInRange((byte)0, (byte)' ') >= 0 || subject.Contains((byte)0x7F))
        {
            return "it contains a space or a control character";
        }

        foreach (Range token in subject.Split((byte)'.'))
        {
            ReadOnlySpan<byte> text = subject[token];
            if (text.IsEmpty)
            {
                return "it begins or ends with a dot, or has two in a row";
            }

            if (!mayBePattern && (text.SequenceEqual("*"u8) || text.SequenceEqual(">"u8)))
            {
                return "it is a pattern";
            }
        }

        return null;
    }
}
