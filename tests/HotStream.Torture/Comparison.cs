using System.Globalization;

namespace HotStream.Torture;

/// <summary>
/// What was written against what was sent. Each line must be in exactly one batch; what that batch's other outputs say must follow from the
/// lines of the batches. Of an output that was wrong once, the first wrong batch counts: later ones are wrong because of it.
/// </summary>
internal sealed class Comparison(string root, IReadOnlyList<string> sent, Sources sources)
{
    private const int BatchesToWait = 5; // the last one of a life, one that had begun, and what was received behind it

    private readonly Recomputation _recomputation = new();
    private readonly Arrivals _arrivals = new(sources);
    private readonly RolledRows _rolled = new(root);
    private readonly HashSet<int> _seen = [];
    private readonly HashSet<string> _wrong = []; // outputs
    private readonly Dictionary<string, long> _phases = []; // of windows: the rest of their times by their slides
    private readonly Dictionary<(long Batch, string Word), long> _rows = []; // that should be stored and were not looked for so far
    private long _compared = long.MinValue; // batch time

    /// <summary>What must be there when so many batches were compared.</summary>
    private (int Batches, (char Letter, int Acknowledged)[] Answered) _due = (0, []);

    /// <summary>Lines, and words of outputs and rows, that should be there, or say too little.</summary>
    public int Lost { get; private set; }

    /// <summary>Lines, and words of outputs and rows, that should not be there, or say too much.</summary>
    public int Duplicated { get; private set; }

    public int Batches { get; private set; }

    /// <summary>Time of the last batch that anything was written of.</summary>
    public long LastTime { get; private set; }

    /// <summary>Received lines that were in batches.</summary>
    public int Received => _arrivals.Count;

    /// <summary>Of these, lines that a source may send again and did.</summary>
    public int SentAgain => _arrivals.SentAgain;

    /// <summary>What was wrong, a sentence each.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>Whether a line was in a batch that was compared.</summary>
    public bool HasSeen(int line) => _seen.Contains(line);

    /// <summary>Compares the batches that are new and done: all but the last, which is run again, or all.</summary>
    /// <param name="isOver">Whether the program was stopped for good: nothing may be missing any more.</param>
    public void Compare(bool isOver)
    {
        var files = new BatchFiles(root);
        if (files.LastTime is not { } last)
        {
            return;
        }

        LastTime = last;
        long from = _compared;
        foreach (long time in files.TimesOf(Shape.Lines).Where(time => time > from && (isOver || time < last)).ToList())
        {
            CompareBatch(files, time);
            _compared = time;
            Batches++;
        }

        foreach ((string name, int _) in Shape.Outputs.Where(_ => isOver))
        {
            foreach (long time in files.TimesOf(name).Where(time => !files.Has(Shape.Lines, time)))
            {
                Note(lost: 0, duplicated: 1, $"{name} has a batch {time} that no lines are known of");
            }
        }

        for (int number = 0; isOver && number < sent.Count; number++)
        {
            if (!_seen.Contains(number))
            {
                Note(lost: 1, duplicated: 0, $"line '{sent[number]}' is in no batch");
            }
        }

        bool isDue = Batches >= _due.Batches;
        foreach (string missing in isOver ? _arrivals.FindMissing()
            : isDue ? _due.Answered.SelectMany(due => _arrivals.FindLost(due.Letter, due.Acknowledged)) : [])
        {
            Note(lost: 1, duplicated: 0, missing);
        }

        foreach (string wrong in sources.Answered.Select(sender => sender.Wrong).OfType<string>())
        {
            Note(lost: 0, duplicated: 0, wrong);
        }

        _due = isDue ? (Batches + BatchesToWait, [.. sources.Answered.Select(sender => (sender.Letter, sender.Acknowledged))]) : _due;
        CompareRows(from);
    }

    private void CompareBatch(BatchFiles files, long time)
    {
        foreach ((string name, int slide) in Shape.Outputs)
        {
            bool exists = files.Has(name, time);
            if (exists)
            {
                _phases.TryAdd(name, time % slide);
            }

            if (_phases.TryGetValue(name, out long phase) && exists != (time % slide == phase))
            {
                Note(exists ? 0 : 1, exists ? 1 : 0, exists
                    ? $"output {name} has a batch {time}, which is none of its slides" : $"output {name} has no batch {time}");
            }
            else if (exists && !files.IsWhole(name, time))
            {
                Note(lost: 1, duplicated: 0, $"output {name} of batch {time} is not whole, and later batches are there");
            }
        }

        IReadOnlyList<string> lines = files.IsWhole(Shape.Lines, time) ? files.Read(Shape.Lines, time) : [];
        foreach (string line in lines)
        {
            int number = Sender.NumberOf(line);
            if (number < 0 || number >= sent.Count || sent[number] != line)
            {
                Note(lost: 0, duplicated: 1, $"batch {time} has the line '{line}', which nobody sent");
            }
            else if (!_seen.Add(number))
            {
                Note(lost: 0, duplicated: 1, $"batch {time} has the line '{line}', which was there before, or is there twice");
            }
        }

        IReadOnlyList<string> received = files.IsWhole(Shape.Received, time) ? files.Read(Shape.Received, time) : [];
        foreach ((int lost, int duplicated, string what) in _arrivals.Add(time, received))
        {
            Note(lost, duplicated, what);
        }

        _recomputation.Add(time, lines, received);
        foreach ((string word, long count) in _recomputation.Counts)
        {
            _rows[(time, word)] = count;
        }

        foreach ((string name, int _) in Shape.Outputs)
        {
            if (name is not (Shape.Lines or Shape.Received) && !_wrong.Contains(name) && files.IsWhole(name, time))
            {
                IReadOnlyList<string> read = files.Read(name, time);
                CompareWords(name, time, _recomputation.Expected(name), name == Shape.Learned ? [.. read.Distinct()] : read);
            }
        }
    }

    private void CompareWords(string name, long time, Dictionary<string, string> expected, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            string word = line[..Math.Max(0, line.IndexOf(' '))];
            string says = line[(word.Length + 1)..];
            if (!expected.Remove(word, out string? should))
            {
                Note(lost: 0, duplicated: 1, $"{name} of batch {time} says '{line}' and should say nothing of it");
            }
            else if (!Agree(says, should))
            {
                bool isMore = Numbers(says).Sum() > Numbers(should).Sum();
                Note(isMore ? 0 : 1, isMore ? 1 : 0, $"{name} of batch {time} says '{line}' instead of {should}");
            }
            else
            {
                continue;
            }

            _wrong.Add(name);
        }

        foreach ((string word, string should) in expected)
        {
            Note(lost: 1, duplicated: 0, $"{name} of batch {time} says nothing of '{word}' instead of {should}");
            _wrong.Add(name);
        }
    }

    private void CompareRows(long after)
    {
        foreach (IStoredRows database in sources.Databases)
        {
            CompareRows(database.Name, database.Between(after, _compared));
        }

        CompareRows("the rolling files", _rolled.Between(after, _compared));
        _rows.Clear();
    }

    private void CompareRows(string where, IReadOnlyList<StoredRow> stored)
    {
        var missing = new Dictionary<(long Batch, string Word), long>(_rows);
        foreach (StoredRow row in stored)
        {
            if (!missing.Remove((row.Batch, row.Word), out long should))
            {
                Note(lost: 0, duplicated: 1, $"{row} is in {where}, and should not be, or is there twice");
            }
            else if (should != row.Count)
            {
                Note(row.Count < should ? 1 : 0, row.Count > should ? 1 : 0, $"{row} is in {where}, and the count should be {should}");
            }
        }

        foreach (((long batch, string word), long count) in missing)
        {
            Note(lost: 1, duplicated: 0, $"{new StoredRow(batch, word, count)} is not in {where}");
        }
    }

    private static IEnumerable<double> Numbers(string text) =>
        text.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture));

    /// <summary>Whether numbers are the same but for the rounding of sums that are added up in another order.</summary>
    private static bool Agree(string says, string should) => says == should || (says.Count(' ') == should.Count(' ')
        && Numbers(says).Zip(Numbers(should)).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-9 * Math.Max(1, Math.Abs(pair.Second))));

    private void Note(int lost, int duplicated, string what)
    {
        Lost += lost;
        Duplicated += duplicated;
        Wrong.Add(what);
    }
}
