using System.Diagnostics;

namespace HotStream.Fuzz;

/// <summary>Runs one target on its corpus and on what the mutator makes of it, until time is up or something is found.</summary>
internal sealed class Fuzzer(IFuzzTarget target, int seed) : IDisposable
{
    private const int LongestInput = 4096;

    private readonly GuardedMemory _memory = new(LongestInput + 4096);
    private readonly RunningInput _running = new(target.Name);

    /// <summary>Inputs run so far.</summary>
    public long Runs { get; private set; }

    /// <summary>Runs seeds and corpus, then mutations of them; returns the shortened input that fails, or null.</summary>
    public Finding? Run(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        List<byte[]> corpus = [[], .. target.Seeds, .. Corpus.Of(target)];
        foreach (byte[] input in corpus)
        {
            if (Try(input) is { } error)
            {
                return Shorten(input, error);
            }
        }

        var mutator = new Mutator(seed, LongestInput);
        var random = new Random(seed);
        while (clock.Elapsed < time)
        {
            byte[] input = mutator.Mutate(corpus[random.Next(corpus.Count)], corpus[random.Next(corpus.Count)]);
            if (Try(input) is { } error)
            {
                return Shorten(input, error);
            }

            if (random.Next(64) == 0)
            {
                Remember(corpus, input, random); // longer and stranger inputs grow from inputs
            }
        }

        return null;
    }

    /// <summary>Runs one input; returns what went wrong, or null.</summary>
    public Exception? Try(byte[] input)
    {
        Runs++;
        _running.Note(input);
        ReadOnlySpan<byte> placed = _memory.Place(input, target.ReadablePadding);
        try
        {
            target.Run(placed);
            _memory.CheckUntouched(input, target.ReadablePadding);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    public void Dispose()
    {
        _running.Dispose();
        _memory.Dispose();
    }

    private static void Remember(List<byte[]> corpus, byte[] input, Random random)
    {
        if (corpus.Count < 256)
        {
            corpus.Add(input);
        }
        else
        {
            corpus[random.Next(64, corpus.Count)] = input;
        }
    }

    // Leaves out ever smaller pieces as long as it still fails in some way.
    private Finding Shorten(byte[] input, Exception error)
    {
        for (int piece = Math.Max(input.Length / 2, 1); piece >= 1; piece /= 2)
        {
            for (int start = 0; start + piece <= input.Length;)
            {
                byte[] shorter = [.. input[..start], .. input[(start + piece)..]];
                if (Try(shorter) is { } same)
                {
                    (input, error) = (shorter, same);
                }
                else
                {
                    start += piece;
                }
            }
        }

        return new Finding(target.Name, input, error);
    }
}
