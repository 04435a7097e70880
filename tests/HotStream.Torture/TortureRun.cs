using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using HotStream.Tests.Recovery;

namespace HotStream.Torture;

/// <summary>
/// Lives of the program, one after the other over the same files: each is fed and ended at a random moment, its files may be damaged, and
/// what all lives wrote together is compared with what was sent. In the last one everything is read to the end.
/// </summary>
internal sealed partial class TortureRun : IDisposable
{
    private const int DiskMegabytes = 48;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly PosixSignal[] s_ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    /// <summary>
    /// Where a sync costs nothing, so that a life has ten times the batches. A killed process loses nothing that it wrote, on disk or not.
    /// </summary>
    private const string Memory = "/dev/shm";

    private readonly TortureOptions _options;
    private readonly Random _random;
    private readonly string _root;
    private readonly Sources _sources;
    private readonly SmallDisk? _disk;
    private readonly MovedClock _clock;
    private readonly Sender _sender;
    private readonly Damage _damage;
    private readonly Comparison _comparison;
    private readonly SortedDictionary<string, int> _faults = [];
    private readonly Dictionary<string, long> _away = []; // timestamp at which a server comes back, by name
    private string? _failure;
    private readonly PosixSignalRegistration[] _signals;
    private Child? _child; // that lives now
    private int _isDisposed;
    private bool _isRight;
    private bool _isSubscribed; // the broker keeps for the program what is published
    private long _freeAt; // timestamp at which the disk gets room again

    private TortureRun(TortureOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);
        _root = options.Directory ?? Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(),
            "hotstream-torture-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Shape.In(_root));
        Directory.CreateDirectory(Shape.Out(_root));
        _sources = new Sources(options);
        _disk = SmallDisk.TryMount(Shape.Checkpoints(_root), DiskMegabytes);
        _clock = new MovedClock(_random, isOfEngine: !MovedClock.MovesProcesses || _sources.HaveKafka);
        _sender = new Sender(_root, _random);
        _damage = new Damage(_root, _random);
        _comparison = new Comparison(_root, _sender.Sent, _sources);
        _signals = [.. s_ends.Select(signal => PosixSignalRegistration.Create(signal, EndAtOnce))];
    }

    /// <summary>Runs all lives, or until something is wrong.</summary>
    public static TortureResult Run(TortureOptions options)
    {
        using var run = new TortureRun(options);
        return run.Run();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        Array.ForEach(_signals, signal => signal.Dispose());
        _disk?.Dispose();
        _clock.Dispose();
        _sources.Dispose();
        if (Directory.Exists(_root) && _isRight && _options.Directory is null)
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    private TortureResult Run()
    {
        SayWhat();
        CheckContract();
        int life = 0;
        while (life < _options.Lives && !IsWrong)
        {
            life++;
            try
            {
                Live(life);
                if (!IsWrong)
                {
                    _comparison.Compare(isOver: life == _options.Lives);
                    foreach (KeptSender sender in _sources.Kept.Values)
                    {
                        sender.EndLife(_comparison.LastTime);
                    }
                }
            }
            catch (Exception failure) // so that whatever was started is ended
            {
                _failure = $"life {life} could not be judged: {failure}";
            }

            if (life % 10 == 0 || life == _options.Lives || IsWrong)
            {
                Say(string.Create(CultureInfo.InvariantCulture, $"life {life}: {_sender.Files} files, {_sender.Sent.Count} lines sent, "
                    + $"{_comparison.Received} lines received, {_comparison.SentAgain} sent again by brokers, "
                    + $"{_comparison.Batches} batches compared, lost {_comparison.Lost}, duplicated {_comparison.Duplicated}"));
            }
        }

        Comparison result = _comparison;
        if (!IsWrong)
        {
            result = new Comparison(_root, _sender.Sent, _sources); // nothing of what was right has changed since
            result.Compare(isOver: true);
        }

        _isRight = _failure is null && result.Wrong.Count == 0;
        if (!_isRight)
        {
            _disk?.CopyTo(Path.Combine(_root, "checkpoints-at-the-end"));
        }

        return new TortureResult(_options, life, result.Lost, result.Duplicated, result.Wrong, _failure, _faults, _isRight ? null : _root);
    }

    private bool IsWrong => _failure is not null || _comparison.Wrong.Count > 0;

    /// <summary>Somebody ends the run: nothing that it started goes on.</summary>
    private void EndAtOnce(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _child?.Kill();
        Dispose();
        Environment.Exit(128 + (signal.Signal == PosixSignal.SIGINT ? 2 : 15));
    }

    private void SayWhat()
    {
        Say($"into {string.Join(", ", ["files", .. _sources.Databases.Select(database => database.Name)])}");
        Say($"from {string.Join(", ", ["files", "sockets", "posts", .. _sources.Mqtt is null ? Array.Empty<string>() : ["MQTT"],
            .. _sources.Rows is null ? Array.Empty<string>() : ["changes of PostgreSQL"], .. _sources.Kept.Keys])}");
        foreach (string missing in _sources.Missing)
        {
            Say($"without {missing}");
        }

        Say(_disk is null ? "no disk is filled: only root may make a small one" : "the disk of checkpoints is filled now and then");
    }

    /// <summary>What no kill can show.</summary>
    private void CheckContract()
    {
        using var child = new Child(_options.Twin, "--contract", Path.Combine(_root, "contract"));
        if (child.AwaitExit(s_patience) is not 0)
        {
            Fail(0, child, "found names of files that are not durable");
        }
    }

    private void Live(int number)
    {
        MovedClock? clock = _random.Next(3) == 0 ? _clock : null;
        if (clock is not null)
        {
            Count(clock.Move());
        }

        foreach (KeptSender sender in _sources.Kept.Values)
        {
            sender.BeginLife(_random);
        }

        using var child = new Child(_options.Twin, clock, ["--child", _root, .. Addresses.ToArguments(_sources.Addresses)]);
        _child = child;
        bool isLast = number == _options.Lives;
        IReadOnlyList<string> reported = _damage.TakeReported();
        bool isShort = !isLast && _random.Next(6) == 0; // perhaps over before it begins
        if (!isShort)
        {
            ComeBack(after: TimeSpan.FromMilliseconds(_random.Next(300))); // the life began without them
        }

        if (!isShort && !child.AwaitBatch(s_patience))
        {
            Fail(number, child, "did no batch");
            return;
        }

        foreach (string file in reported.Where(file => !isShort && !child.Says(file, s_patience)))
        {
            Fail(number, child, $"did not report that {file} was damaged");
            return;
        }

        bool isGraceful = isLast || (!isShort && _random.Next(8) == 0);
        Feed(child, clock, TimeSpan.FromMilliseconds(_random.Next(isShort ? 50 : 0, isShort ? 500 : 1000)));
        if (isGraceful || _random.Next(2) == 0)
        {
            _disk?.Free(); // else it is full when the life ends, and servers are away
            ComeBack(after: TimeSpan.Zero);
        }

        if (isLast)
        {
            AwaitLines(number, child);
        }

        if (child.HasExited)
        {
            Fail(number, child, $"ended by itself, exit code {child.ExitCode}");
        }
        else if (isGraceful)
        {
            Count("stopped gracefully");
            if (child.StopGracefully(s_patience) is not 0)
            {
                Fail(number, child, "did not stop gracefully");
            }
        }
        else
        {
            Count("killed");
            child.Kill();
        }

        File.AppendAllText(Path.Combine(_root, "said"), $"life {number}:\n{child.Error}\n"); // for whoever looks for what went wrong
        _child = null;
        _disk?.Free();
        if (!isLast && _failure is null)
        {
            BetweenLives();
        }
    }

    /// <summary>Waits until every line that was sent, and is not lost by rights, is in some batch, and a few batches more.</summary>
    private void AwaitLines(int number, Child child)
    {
        long started = Stopwatch.GetTimestamp();
        long time = 0; // up to which lines were counted
        int lines = 0;
        var arrivals = new Arrivals(_sources);
        while (!child.HasExited && (lines < _sender.Sent.Count || _sources.Answered.Any(sender => sender.Acknowledged < sender.Count)
            || arrivals.FindMissing().Any()) && Stopwatch.GetElapsedTime(started) < s_patience)
        {
            Thread.Sleep(100);
            var files = new BatchFiles(_root);
            foreach (long next in files.TimesOf(Shape.Lines)
                .Where(next => next > time && files.IsWhole(Shape.Lines, next) && files.IsWhole(Shape.Received, next)).ToList())
            {
                _ = arrivals.Add(next, files.Read(Shape.Received, next)).Count(); // what is wrong is found when all is compared
                lines += files.Read(Shape.Lines, next).Count;
                time = next;
            }
        }

        if (!child.HasExited)
        {
            Thread.Sleep(Shape.Inverse.Length * 2); // windows become empty
        }
    }

    private void Fail(int number, Child child, string what)
    {
        string stacks = string.Empty;
        if (!child.HasExited)
        {
            stacks = $"\nits threads:\n{child.Stacks()}\nsessions of PostgreSQL:\n{_sources.Rows?.Sessions()}";
            child.Kill();
        }

        _failure = $"life {number} {what}; it says:\n{child.Error}{stacks}";
    }

    private void Count(string fault) => _faults[fault] = _faults.GetValueOrDefault(fault) + 1;

    private static void Say(string text) => Console.WriteLine(text);
}
