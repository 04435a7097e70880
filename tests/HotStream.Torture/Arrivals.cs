using System.Globalization;

namespace HotStream.Torture;

/// <summary>
/// Lines of receivers that batches had, against what was sent. What was answered for must be there, and nothing that was sent once may be
/// there twice; of each connection of a socket there must be a beginning without a gap; what the broker confirmed must be there, and may be
/// twice; what systems have that keep it must be there, in order, and once unless they say otherwise.
/// </summary>
internal sealed class Arrivals(Sources sources)
{
    private readonly Dictionary<char, IAnsweredLines> _answered = sources.Answered.ToDictionary(sender => sender.Letter);
    private readonly HashSet<(char Letter, int Number, int Attempt)> _numbered = [];
    private readonly HashSet<(char Letter, int Number)> _numbers = [];
    private readonly HashSet<int> _published = [];
    private readonly Dictionary<(char Letter, int Connection), int> _next = []; // by connection: the line to come

    /// <summary>Lines that brokers sent again.</summary>
    public int SentAgain { get; private set; }

    public int Count => _numbered.Count + _published.Count + _next.Values.Sum();

    /// <summary>Takes in the lines of the next batch.</summary>
    /// <returns>What is wrong with them: how much is lost and twice, and in words.</returns>
    public IEnumerable<(int Lost, int Duplicated, string What)> Add(long time, IReadOnlyList<string> lines)
    {
        // of others, the blocks of a batch come in any order
        foreach (string line in lines.OrderBy(line => sources.SenderOf(line[0]) is { IsKept: true } ? 0 : Shape.NumbersOf(line).Second))
        {
            (int first, int second) = Shape.NumbersOf(line);
            IOrderedLines? sender = sources.SenderOf(line[0]);
            int next = _next.GetValueOrDefault((line[0], first));
            string? twice = line[0] switch
            {
                'm' when first >= 0 && first < sources.Mqtt?.Confirmed => AddPublished(first),
                var letter when _answered.TryGetValue(letter, out IAnsweredLines? answered) && answered.HasSent(first, second) =>
                    AddNumbered(letter, first, second) ? null : "which was there before",
                _ when sender?.Lines is { } sent && first >= 0 && first < sent.Count && second < sent[first] =>
                    second >= next || sender.MayComeAgain(first, second, time) ? null : "which was there before",
                _ => "which nobody sent",
            };
            if (twice is not null)
            {
                yield return (0, 1, $"batch {time} has the received line '{line}', {twice}");
            }
            else if (second < next)
            {
                SentAgain++;
            }
            else if (sender is not null)
            {
                int missing = second - next;
                _next[(line[0], first)] = second + 1;
                if (missing > 0)
                {
                    yield return (missing, 0, $"batch {time} has the received line '{line}', and {missing} before it are in no batch");
                }
            }
        }
    }

    /// <summary>What should be there by now and is not.</summary>
    public IEnumerable<string> FindMissing()
    {
        foreach (string lost in sources.Answered.SelectMany(sender => FindLost(sender.Letter, sender.Acknowledged)))
        {
            yield return lost;
        }

        for (int number = 0; number < sources.Mqtt?.Confirmed; number++)
        {
            if (!_published.Contains(number))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"line m{number} was confirmed by the broker and is in no batch");
            }
        }

        foreach (IOrderedLines sender in sources.Ordered)
        {
            IReadOnlyList<int> lines = sender.Lines;
            int first = sender.IsKept ? 0 : Math.Max(0, lines.Count - 1); // of connections before, some were on their way
            for (int i = first; i < lines.Count; i++)
            {
                int there = _next.GetValueOrDefault((sender.Letter, i));
                if (there < lines[i])
                {
                    yield return string.Create(CultureInfo.InvariantCulture,
                        $"{lines[i]} lines {sender.Letter}{i}. were sent, and {there} are in batches");
                }
            }
        }
    }

    /// <summary>Lines that were answered for and are not there, of the first so many with a letter.</summary>
    public IEnumerable<string> FindLost(char letter, int acknowledged) => Enumerable.Range(0, acknowledged)
        .Where(number => !_numbers.Contains((letter, number)))
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"line {letter}{number} was answered for and is in no batch"));

    private bool AddNumbered(char letter, int number, int attempt)
    {
        _numbers.Add((letter, number));
        return _numbered.Add((letter, number, attempt));
    }

    private string? AddPublished(int number)
    {
        SentAgain += _published.Add(number) ? 0 : 1;
        return null;
    }
}
