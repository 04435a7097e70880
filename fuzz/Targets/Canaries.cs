using System.Runtime.InteropServices;

namespace HotStream.Fuzz.Targets;

/// <summary>Counts words by counting the places where one ends, and forgets the word that ends with the text.</summary>
internal sealed class WrongAnswerCanary : IFuzzTarget
{
    public string Name => "canary";

    public IReadOnlyList<byte[]> Seeds { get; } = ["every word here ends with a blank "u8.ToArray()];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        int words = 0;
        int ends = 0;
        for (int i = 0; i < input.Length; i++)
        {
            words += input[i] != ' ' && (i == 0 || input[i - 1] == ' ') ? 1 : 0;
            ends += input[i] == ' ' && i > 0 && input[i - 1] != ' ' ? 1 : 0;
        }

        Check.Same(words, ends, "words");
    }
}

/// <summary>Looks at one byte more than it may when the input begins with a question mark; only a guard page can tell.</summary>
internal sealed class OverReadCanary : IFuzzTarget
{
    public string Name => "canary-over-read";

    public IReadOnlyList<byte[]> Seeds { get; } = ["?"u8.ToArray()];

    public int ReadablePadding => 16;

    public void Run(ReadOnlySpan<byte> input)
    {
        int reach = input.Length + ReadablePadding + (input.StartsWith("?"u8) ? 1 : 0);
        int sum = 0;
        foreach (byte b in MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetReference(input), reach))
        {
            sum += b;
        }

        GC.KeepAlive(sum);
    }
}
