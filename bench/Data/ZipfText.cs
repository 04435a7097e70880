using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HotStream.Bench;

/// <summary>
/// The word-count text: Zipf (s = 1.0, seed 42) over exactly 100,000 distinct ASCII words, ten words a line parted by
/// single spaces, '\n' ends a line. Written once and kept with its answer, which the generator counts as it writes and
/// no counted loop has a part in. The file ends with the first line end at or after the wanted size.
/// </summary>
internal static class ZipfText
{
    private const int WordsPerLine = 10;
    private const int Seed = 42;

    public static TextFile GetOrCreate(string dataFolder, int sizeMiB)
    {
        var path = Path.Combine(dataFolder, string.Create(CultureInfo.InvariantCulture, $"zipf-{Seed}-{sizeMiB}MiB.txt"));
        return Cached(path) ?? Keep(path, Generate(path, sizeMiB * 1048576L));
    }

    /// <summary>The first lines of a text, about so many MiB, for systems too slow for all of it.</summary>
    public static TextFile Sample(TextFile text, int sizeMiB)
    {
        if (text.Bytes <= sizeMiB * 1048576L)
            return text;
        var path = Path.ChangeExtension(text.Path, string.Create(CultureInfo.InvariantCulture, $"first-{sizeMiB}MiB.txt"));
        return Cached(path) ?? Keep(path, CopyLines(text.Path, path, sizeMiB * 1048576));
    }

    private static JobAnswer Generate(string path, long sizeBytes)
    {
        var words = new Vocabulary(Seed);
        var weights = new double[Vocabulary.Count];
        for (var rank = 0; rank < weights.Length; rank++)
            weights[rank] = 1.0 / (rank + 1);
        var zipf = new AliasTable(weights);
        var random = new SplitMix64(Seed);
        var counts = new long[Vocabulary.Count];

        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[1 << 20];
        var used = 0;
        var written = 0L;
        while (written + used < sizeBytes)
        {
            if (used > buffer.Length - WordsPerLine * Vocabulary.Stride)
                Flush();
            for (var i = 1; i <= WordsPerLine; i++)
                used = Append(buffer, used, words, counts, zipf.Draw(random.Next()), i < WordsPerLine ? (byte)' ' : (byte)'\n');
        }

        // A small text may have missed rare words; each gets a line of its own.
        for (var rank = 0; rank < counts.Length; rank++)
        {
            if (counts[rank] > 0)
                continue;
            if (used > buffer.Length - Vocabulary.Stride)
                Flush();
            used = Append(buffer, used, words, counts, rank, (byte)'\n');
        }

        Flush();
        var answer = default(JobAnswer);
        for (var rank = 0; rank < counts.Length; rank++)
            answer = answer.WithWord(words.Word(rank), counts[rank]);
        return answer;

        void Flush()
        {
            file.Write(buffer, 0, used);
            written += used;
            used = 0;
        }
    }

    private static int Append(byte[] buffer, int used, Vocabulary words, long[] counts, int rank, byte delimiter)
    {
        // A word is copied with its padding as one block; the next word overwrites the padding.
        Unsafe.CopyBlockUnaligned(ref buffer[used], ref words.Bytes[rank * Vocabulary.Stride], Vocabulary.Stride);
        used += words.Lengths[rank];
        buffer[used] = delimiter;
        counts[rank]++;
        return used + 1;
    }

    private static JobAnswer CopyLines(string from, string to, int sizeBytes)
    {
        var head = new byte[sizeBytes + 1024];
        using (var source = File.OpenRead(from))
            source.ReadExactly(head);
        var lineEnd = head.AsSpan(sizeBytes - 1).IndexOf((byte)'\n');
        var text = head.AsSpan(0, sizeBytes + lineEnd);
        File.WriteAllBytes(to, text);
        return PlainWordCount.Count(text);
    }

    private static TextFile? Cached(string path)
    {
        var answerPath = path + ".answer.json";
        return File.Exists(path) && File.Exists(answerPath)
            ? new TextFile(path, new FileInfo(path).Length, JsonSerializer.Deserialize<JobAnswer>(File.ReadAllText(answerPath)))
            : null;
    }

    private static TextFile Keep(string path, JobAnswer answer)
    {
        File.WriteAllText(path + ".answer.json", JsonSerializer.Serialize(answer));
        return new TextFile(path, new FileInfo(path).Length, answer);
    }
}
