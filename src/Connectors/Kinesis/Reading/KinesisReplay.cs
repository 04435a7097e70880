using System.Globalization;

namespace HotStream.Kinesis;

/// <summary>Reads once more what a batch had of a shard: from behind one record up to another one.</summary>
internal static class KinesisReplay
{
    /// <summary>Reads a range.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="from">Behind what it begins.</param>
    /// <param name="to">The last record.</param>
    /// <param name="portions">Takes the records, with shares of their blocks, also of an attempt that fails.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null, or what of it is gone.</returns>
    /// <exception cref="KinesisException">The server is away, or refuses.</exception>
    public static async Task<string?> ReadAsync(KinesisSource source, string shard, KinesisPosition from, KinesisPosition to,
        List<KinesisPortion> portions, CancellationToken stop)
    {
        long taken = 0;
        bool hasLast = false;
        string? iterator = null;
        KinesisPosition at = from; // an iterator that is too old is made anew here
        long asked = -1;
        while (!hasLast)
        {
            if (asked >= 0 && source.Options.ReadInterval - TimeProvider.System.GetElapsedTime(asked) is { Ticks: > 0 } left)
            {
                await Task.Delay(left, stop).ConfigureAwait(false);
            }

            KinesisBlock block;
            try
            {
                iterator ??= await source.Reads.OpenAsync(shard, at, stop).ConfigureAwait(false);
                asked = TimeProvider.System.GetTimestamp();
                block = await source.Reads.GetAsync(shard, iterator, KinesisReads.RecordsMax, stop).ConfigureAwait(false);
            }
            catch (KinesisException failure) when (failure.Problem == KinesisProblem.Expired)
            {
                iterator = null;
                continue;
            }
            catch (KinesisException failure) when (failure.Problem is KinesisProblem.Argument or KinesisProblem.Missing)
            {
                return failure.Message;
            }

            int first = block.FirstBehind(at);
            int end = first;
            while (end < block.Count && to.CompareRecord(block.SequenceOf(block[end]), block[end].Part) <= 0)
            {
                end++;
            }

            hasLast = end > first && to.CompareRecord(block.SequenceOf(block[end - 1]), block[end - 1].Part) == 0;
            bool isOver = end < block.Count || block.Next is null || (block.Count == 0 && block.BehindMilliseconds == 0);
            if (end > first)
            {
                at = block.PositionBehind(end - 1, count: null);
                taken += end - first;
                portions.Add(new KinesisPortion(block, first, end)); // with its share
            }
            else
            {
                block.LetGo();
            }

            iterator = block.Next;
            if (isOver)
            {
                break;
            }
        }

        long? expected = to.Count - from.Count;
        return hasLast && (expected is null || expected == taken) ? null
            : $"Of {expected?.ToString(CultureInfo.InvariantCulture) ?? "the"} records that a batch of an earlier life had of shard "
                + $"{PlainText.Of(shard)} of {source.Name}, behind {from} up to {to}, {taken} are there: the others were removed, "
                + " or the stream was made anew.";
    }
}
