using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace HotStream.Bench;

/// <summary>
/// Messages of 100 bytes that begin with their number. What is found of them is how many there were, and the sum of numbers.
/// </summary>
internal sealed class QueueTexts(int count)
{
    public const int Bytes = 100;

    public int Count => count;

    public JobAnswer Answer => AnswerOf(count, (long)count * (count - 1) / 2);

    public static JobAnswer AnswerOf(long count, long sum) => new(count, 1, (ulong)sum);

    public static byte[] Text(int number) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number} ").PadRight(Bytes, 'x'));

    /// <summary>The number of a message.</summary>
    public static long NumberOf(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out _) ? number : throw new InvalidDataException("it begins with no number");
}
