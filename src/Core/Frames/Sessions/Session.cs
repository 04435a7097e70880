using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream;

/// <summary>
/// Where frames come from: it owns the threads that compute them, and the names that SQL knows. Its methods may be called from any thread.
/// Dispose it when no query runs any more. The counterpart of Spark's <c>SparkSession</c>.
/// </summary>
/// <example><code>
/// await using var session = new Session("bus");
/// session.CreateDataFrame(new Schema(new StructField("word", DataType.String)), [["a"], ["b"]]).Show();
/// </code></example>
public sealed class Session : ICatalog, IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, DataFrame> _views = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Func<Session, string, DataFrame>> _formats = new(StringComparer.OrdinalIgnoreCase);
    private readonly Executor _executor;
    private readonly Lock _running = new();
    private readonly SessionOptions _options;
    private readonly DeadLetterOutput? _letters;
    private Execution? _current;
    private volatile bool _isDisposed;

    /// <summary>Starts the workers.</summary>
    /// <param name="name">The session's name, for messages.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    public Session(string name, SessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _options = options ?? new SessionOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Workers, 1, nameof(options));
        Name = name;
        _executor = new Executor(_options.Workers);
        _letters = _options.DeadLetters is null ? null
            : new DeadLetterOutput(_options.DeadLetters, _options.DeadLetterBytesMax, TimeProvider.System);
    }

    /// <summary>The session's name.</summary>
    public string Name { get; }

    /// <summary>Threads that compute its queries: <see cref="SessionOptions.Workers"/>.</summary>
    public int Workers => _options.Workers;

    /// <summary>How far the query has come that runs now; null when none does.</summary>
    public QueryProgress? Progress => Volatile.Read(ref _current) is { } run ? new QueryProgress(run.PartsRead, run.Parts) : null;

    /// <summary>Whether anybody takes dead letters: a source that must work for one asks before.</summary>
    public bool TakesDeadLetters => _letters is not null;

    /// <summary>Reads files.</summary>
    public DataFrameReader Read => new(this);

    /// <summary>The rows of a source.</summary>
    /// <param name="source">Where they come from.</param>
    public DataFrame Load(FrameSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new DataFrame(this, FramePlan.Of(source));
    }

    /// <summary>A frame of rows that are given.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="rows">
    /// The rows, a value for each column: bool, int, long, double, decimal, string, DateOnly, DateTime, TimeSpan, lists, rows,
    /// dictionaries, or
    /// null.
    /// </param>
    /// <exception cref="ArgumentException">A row has more or fewer values, or one that its column cannot hold.</exception>
    public DataFrame CreateDataFrame(Schema schema, params IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(rows);
        return Load(MemorySource.Of(schema, rows));
    }

    /// <summary>Whole numbers in a column <c>id</c>.</summary>
    /// <param name="start">The first.</param>
    /// <param name="end">One after the last.</param>
    /// <param name="step">From one to the next.</param>
    /// <param name="partitions">Parts that are computed at the same time; by default one for each worker.</param>
    public DataFrame Range(long start, long end, long step = 1, int? partitions = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(step);
        return Load(new RangeSource(start, end, step, partitions ?? _options.Workers));
    }

    /// <summary>
    /// The frame that a query in SQL describes; nothing runs until it is asked for rows. What is wrong with names or types only because of
    /// later rows of a source that was not read whole yet (<see cref="ProvisionalSource"/>) is said when it is asked for something.
    /// </summary>
    /// <param name="query">One SELECT statement over views of this session and files.</param>
    /// <exception cref="SqlParseException">It is no SQL.</exception>
    /// <exception cref="AnalysisException">It is SQL, but names or types do not fit.</exception>
    public DataFrame Sql(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new DataFrame(this, SqlPlanner.Plan(this, SqlParser.ParseQuery(query)));
    }

    /// <summary>The frame of a view.</summary>
    /// <param name="view">Its name; case does not count.</param>
    /// <exception cref="AnalysisException">There is no view of that name.</exception>
    public DataFrame Table(string view) => _views.TryGetValue(view, out DataFrame? frame) ? frame
        : throw new AnalysisException($"There is no view '{view}'.{Nearest.Hint(view, _views.Keys)} CreateTempView makes one of a frame.");

    /// <summary>Forgets a view.</summary>
    /// <param name="view">Its name.</param>
    /// <returns>Whether there was one.</returns>
    public bool DropTempView(string view) => _views.TryRemove(view, out _);

    /// <summary>Says how SQL reads files of a format: <c>FROM json.`path`</c>, and <c>FROM 'path.json'</c> by the ending.</summary>
    /// <param name="name">The format's name, which is also the ending of its files.</param>
    /// <param name="read">Makes the frame of a path.</param>
    public void AddFormat(string name, Func<Session, string, DataFrame> read)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(read);
        _formats[name] = read;
    }

    /// <summary>
    /// Reports something that a source could not read: counted in <c>hotstream.records.dead_lettered</c> and given to
    /// <see cref="SessionOptions.DeadLetters"/>, if anybody takes it. Safe from any thread.
    /// </summary>
    /// <param name="letter">The letter.</param>
    public void Refuse(DeadLetter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        _letters?.Post(letter, NullLogger.Instance);
    }

    /// <summary>
    /// Looks at parts of a source on all workers, to find out its schema for example; returns when all is done. Parts side by side go to
    /// one worker, one after the other. Safe from any thread; within work of this session it is done on the calling thread. What
    /// <paramref name="look"/> throws first is thrown.
    /// </summary>
    /// <param name="parts">How many there are.</param>
    /// <param name="look">
    /// Called with the number of the worker, from 0 to below <see cref="SessionOptions.Workers"/>, and of the part.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A negative number of parts.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed of.</exception>
    public void ForParts(int parts, Action<int, int> look)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        ArgumentNullException.ThrowIfNull(look);
        int workers = Math.Min(parts, _options.Workers);
        void LookAtShare(int worker) => Shares.Do(worker, workers, parts, part => look(worker, part), CancellationToken.None);
        _executor.RunAll(new PartitionWork(LookAtShare, CancellationToken.None), workers);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _executor.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void SetView(string name, DataFrame frame) => _views[name] = frame;

    IEnumerable<string> ICatalog.ViewNames => _views.Keys;

    IEnumerable<string> ICatalog.FormatNames => _formats.Keys;

    FramePlan? ICatalog.FindView(string name) => _views.GetValueOrDefault(name)?.Plans;

    FramePlan? ICatalog.ReadFile(string format, string path) =>
        _formats.TryGetValue(format, out Func<Session, string, DataFrame>? read) ? read(this, path).Plans : null;

    /// <summary>
    /// Computes a plan, one query at a time: each has all workers. Of a provisional one nothing is given out before all its sources were
    /// read and their schemas have held; when it fails before, for whatever reason, the plan that holds is computed and says what is wrong.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="sinks">Makes the sink of a partition.</param>
    /// <param name="cancellation">Gives up when it is cancelled.</param>
    /// <param name="begin">Called before any sink is made, with the plan that is computed and the number of partitions.</param>
    internal void Run(FramePlan plan, Func<int, ColumnSink> sinks, CancellationToken cancellation, Action<Plan, int>? begin = null)
    {
        if (plan.Provisional is { } provisional)
        {
            bool hasHeld = false;
            try
            {
                Run(provisional, sinks, partitions =>
                {
                    hasHeld = provisional.AllSources().All(source => source is not ProvisionalSource { Holds: false });
                    if (!hasHeld)
                    {
                        throw new InvalidDataException("Rows are to be given out whose columns are not certain yet.");
                    }

                    begin?.Invoke(provisional, partitions);
                }, cancellation);
                return;
            }
            catch (Exception) when (!hasHeld && !cancellation.IsCancellationRequested && !_isDisposed)
            {
                // what is wrong is asked of the plan that holds
            }
        }

        Plan settled = plan.Settled;
        Run(settled, sinks, partitions => begin?.Invoke(settled, partitions), cancellation);
    }

    private void Run(Plan plan, Func<int, ColumnSink> sinks, Action<int> begin, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this); // no worker is left to do it
        using var run = new Execution(_executor, new QueryMemory(_options.MemoryLimit), new QueryDisk(Name, _options.SpillDirectory),
            cancellation);
        Node node = Planner.Of(Optimizer.Improve(_options.Ansi ? AnsiChecks.Apply(plan) : plan));
        lock (_running)
        {
            _current = run;
            try
            {
                run.Run(node, sinks, begin);
            }
            finally
            {
                _current = null;
            }
        }
    }
}
