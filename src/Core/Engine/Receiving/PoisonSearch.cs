namespace HotStream;

/// <summary>
/// Finds the record that makes batch after batch fail, where the source sends again what was not acknowledged, and
/// everything behind that record with it.
/// <para>Law. After so many failed batches in a row, batches take fewer records: half as many after each failure, down to one. If a batch
/// of that one record fails, the record is condemned: when the source sends it again it becomes a dead letter instead of reaching the
/// batch, whose other records go on, and it is acknowledged with that batch. Every batch that succeeds doubles what the next may take. A
/// failure of the world (a server away, a full disk, a time-out) is nobody's fault here: it neither counts nor condemns.</para>
/// The driver opens and judges batches; lanes claim, on workers, while a batch is closed.
/// </summary>
/// <param name="tries">Failed batches before the search begins; 0 for no search.</param>
/// <param name="post">Takes the dead letter.</param>
internal sealed class PoisonSearch(int tries, Action<DeadLetter> post)
{
    private const long EnoughRecords = 1 << 16;
    private const int CondemnedMax = 16;

    private readonly List<DeadLetter> _condemned = []; // that have not come again: one source may be slower than the next one fails
    private long _cap = long.MaxValue;
    private long _left;
    private int _failures;
    private DeadLetter? _suspect;

    /// <summary>Whether batches are being cut down.</summary>
    public bool IsOn => Volatile.Read(ref _cap) != long.MaxValue;

    /// <summary>Most records a block may have, so that a batch can be as small as it must.</summary>
    public int BlockMax => (int)Math.Min(Volatile.Read(ref _cap), Block.Size);

    /// <summary>Driver: a batch is about to be closed.</summary>
    public void Begin()
    {
        _suspect = null;
        Volatile.Write(ref _left, _cap);
    }

    /// <summary>Lane: asks for one more block for this batch.</summary>
    public bool TryClaim()
    {
        while (true)
        {
            long left = Volatile.Read(ref _left);
            if (left <= 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _left, left - 1, left) == left)
            {
                return true;
            }
        }
    }

    /// <summary>
    /// Lane: the block that was claimed has so many records. Returns whether it goes into the batch; a condemned record does not.
    /// </summary>
    /// <param name="records">Records of the block.</param>
    /// <param name="describe">The block's record as a letter.</param>
    public bool Takes(long records, Func<DeadLetter> describe)
    {
        Interlocked.Add(ref _left, 1 - records);
        if (_cap != 1 || records != 1)
        {
            return true;
        }

        DeadLetter letter = describe();
        foreach (DeadLetter condemned in _condemned)
        {
            if (letter.Position == condemned.Position && letter.Record.Span.SequenceEqual(condemned.Record.Span))
            {
                _condemned.Remove(condemned);
                post(condemned);
                return false;
            }
        }

        _suspect = letter;
        return true;
    }

    /// <summary>Driver: the batch succeeded.</summary>
    /// <param name="again">Its records that would have been sent again.</param>
    public void Succeeded(long again)
    {
        if (again > 0)
        {
            _failures = 0;
            Volatile.Write(ref _cap, _cap >= EnoughRecords ? long.MaxValue : _cap * 2);
        }
    }

    /// <summary>Driver: the batch failed.</summary>
    /// <param name="again">Its records that are sent again.</param>
    /// <param name="all">All its records.</param>
    /// <param name="causes">What was thrown.</param>
    public void Failed(long again, long all, IReadOnlyList<Exception> causes)
    {
        if (tries == 0 || again == 0 || causes.Any(FailureCauses.IsOfTheWorld))
        {
            return;
        }

        _failures++;
        if (IsOn ? _cap > 1 : _failures >= tries)
        {
            Volatile.Write(ref _cap, Math.Max(1, Math.Min(_cap, again) / 2));
        }
        else if (_suspect is { } suspect && all == 1)
        {
            string cause = causes.Count > 0 ? PlainText.Of((causes[0].InnerException ?? causes[0]).Message) : "the log says why";
            if (_condemned.Count == CondemnedMax)
            {
                _condemned.RemoveAt(0); // it may never come again
            }

            _condemned.Add(new DeadLetter(
                suspect.Source, suspect.Position, $"{_failures} batches in a row failed, the last one with this record alone: {cause}; "
                + "correct the function, or have its failures rejected (StreamingOptions.OnRecordFailure)", suspect.Record.Span));
        }
    }
}
