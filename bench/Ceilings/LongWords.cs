using System.Runtime.InteropServices;

namespace HotStream.Bench;

/// <summary>Counts of the words too long for the table's inline keys. Allocates when a word is new, never when it recurs.</summary>
internal sealed class LongWords
{
    private readonly Dictionary<byte[], long> _counts = new(new ByteKeyComparer());
    private readonly Dictionary<byte[], long>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public LongWords() => _bySpan = _counts.GetAlternateLookup<ReadOnlySpan<byte>>();

    public void Add(ReadOnlySpan<byte> word) => CollectionsMarshal.GetValueRefOrAddDefault(_bySpan, word, out _)++;

    public JobAnswer AddTo(JobAnswer answer)
    {
        foreach (var (word, count) in _counts)
            answer = answer.WithWord(word, count);
        return answer;
    }
}
