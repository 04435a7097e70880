namespace HotStream.Conformance;

/// <summary>A list of actions on one or more contexts, <c>action</c> or <c>action NAME</c>; what each led to is one record.</summary>
internal sealed class LifecycleRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        string[][] actions = [.. @case.Params.Values("actions").Select(action => action.AsString.Split(' '))];
        bool oneOfMany = actions.Select(NameOf).Distinct().Count() > 1;
        var subjects = new Dictionary<string, Subject>();
        try
        {
            Value[] results = [.. actions.Select(action => Value.Of(Do(action, @case, oneOfMany, settings, subjects)))];
            return [new Output(1, results)];
        }
        finally
        {
            foreach (Subject subject in subjects.Values)
            {
                subject.Context.Dispose();
            }
        }
    }

    private static string NameOf(string[] action) => action.Length > 1 ? action[1] : string.Empty;

    private static string Do(string[] action, Case @case, bool oneOfMany, RunSettings settings, Dictionary<string, Subject> subjects)
    {
        string name = NameOf(action);
        if (action[0] == "new")
        {
            subjects.Add(name, new Subject(@case, name, oneOfMany, settings.Partitions));
            return "ok";
        }

        return subjects.TryGetValue(name, out Subject? subject)
            ? subject.Do(action[0])
            : throw new CorpusException($"{@case.Id} uses a context before it is new");
    }

    /// <summary>A context with an input, and the warnings it gave.</summary>
    private sealed class Subject
    {
        private readonly WarningCounter _warnings = new();
        private readonly DStream<Value> _input;

        public Subject(Case @case, string name, bool oneActivePerProcess, int partitions)
        {
            Context = new StreamingContext($"{@case.Id}{name}", @case.BatchInterval, new StreamingOptions
            {
                TimeProvider = new ManualClock(),
                OneActivePerProcess = oneActivePerProcess,
                Partitions = partitions,
                LoggerFactory = _warnings,
            });
            _input = Context.QueueStream<Value>(new());
        }

        public StreamingContext Context { get; }

        public string Do(string action) => action switch
        {
            "state" => Context.State.ToString().ToUpperInvariant(),
            "output" => Try(() => _input.ForeachBatch(_ => { })),
            "transform" => Try(() => _input.Map(x => x)),
            "start" => Try(Context.Start),
            "stop" => Try(() => Context.Stop()),
            "await100ms" => Context.AwaitTerminationOrTimeout(TimeSpan.FromMilliseconds(100)) ? "true" : "false",
            _ => throw new CorpusException($"unknown action {action}"),
        };

        private string Try(Action action)
        {
            int warnings = _warnings.Count;
            try
            {
                action();
                return _warnings.Count > warnings ? "ignored" : "ok"; // ignoring a call is a warning, and nothing else here warns
            }
            catch (InvalidOperationException)
            {
                return "error";
            }
        }
    }
}
