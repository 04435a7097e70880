using System.CommandLine;
using System.CommandLine.Parsing;

namespace HotStream.Cli;

/// <summary>The arguments of <c>mqtt</c> and <c>copy</c>, which run until they are stopped: where to, windows, dead letters.</summary>
internal sealed class RunArguments
{
    private readonly StoreArguments _store = new();

    private readonly Option<Interval> _window =
        ParsedOption.Create("--window", "TIME", "Count the messages of the last TIME by --key, such as 60s.", Interval.Parse);

    private readonly Option<Interval> _slide =
        ParsedOption.Create("--slide", "TIME", "How often, such as 5s (default: the window's length).", Interval.Parse);

    private readonly Option<string> _key =
        ParsedOption.Create("--key", "FIELD", "Field whose values are counted, such as machine.", ParsedOption.Filled);

    private readonly Option<string> _sum =
        ParsedOption.Create("--sum", "FIELD", "Field that is added up, such as celsius.", ParsedOption.Filled);

    private readonly Option<Interval> _interval =
        ParsedOption.Create("--interval", "TIME", "Length of a batch, such as 500ms or 1s.", Interval.Parse);

    private readonly Option<LetterTarget> _letters = ParsedOption.Create(
        "--dead-letters",
        "WHERE",
        "Where messages go that could not be taken: a file, such as refused.jsonl, a line of JSON each, which 'hotstream replay' "
        + "sends again; mqtt://HOST/TOPIC; or "
        + "postgres://USER@HOST/DATABASE?table=NAME (default: a line on standard error).",
        LetterTarget.Parse);

    private readonly Option<string> _checkpoint = ParsedOption.Create("--checkpoint", "DIR",
        "Note in DIR what was done, windows included, and go on from there after the end of the process, whatever ended it.",
        ParsedOption.Filled);

    private readonly Option<CopiesPlace> _copies = ParsedOption.Create("--checkpoint-copy", "WHERE",
        "Keep a copy of DIR there, so that another machine goes on from an empty directory: " + CopiesPlace.Table.Examples + ".",
        CopiesPlace.Table.Open);

    public RunArguments() => _interval.DefaultValueFactory = _ => new Interval(TimeSpan.FromSeconds(1));

    /// <summary>Adds them to a command, and refuses what cannot be.</summary>
    public void AddTo(Command command)
    {
        _store.AddTo(command);
        foreach (Option option in (Option[])[_window, _slide, _key, _sum, _interval, _letters, _checkpoint, _copies])
        {
            command.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>What was asked.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="parsed">The arguments.</param>
    /// <param name="usesTls">Whether connections of the source are TLS.</param>
    /// <param name="source">Makes the source.</param>
    /// <exception cref="UsageException">They do not go together.</exception>
    public CopyRunOptions Read(string verb, ParseResult parsed, bool usesTls, Func<MessageSource> source)
    {
        WindowQuestion? question = parsed.GetResult(_window) is null
            ? null
            : new WindowQuestion(parsed.GetValue(_window).Length, parsed.GetResult(_slide) is null ? parsed.GetValue(_window).Length
                : parsed.GetValue(_slide).Length, parsed.GetValue(_key)!, parsed.GetValue(_sum));
        StoreOptions options = _store.Read(parsed, question, usesTls);
        Destination to = _store.To(parsed);
        MessageSource from = source();
        if (to.UsesTopics && (question is not null || !from.HasTopics))
        {
            string what = question is null ? "Messages of this source" : "Results of windows";
            throw new UsageException($"{what} come from no topic: name one, {to.TopicExample}.");
        }

        return new CopyRunOptions(verb, from, to, options, parsed.GetValue(_interval).Length, parsed.GetValue(_letters),
            parsed.GetValue(_checkpoint), OpenCopies(parsed, options));
    }

    private CheckpointCopies? OpenCopies(ParseResult parsed, StoreOptions options)
    {
        try
        {
            return parsed.GetValue(_copies)?.Open(options);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(problem.Message.Split(" (Parameter '")[0]);
        }
    }

    private void Check(CommandResult result)
    {
        if (!Has(_window) && (Has(_slide) || Has(_key) || Has(_sum)))
        {
            result.AddError("--slide, --key and --sum belong to a window; give --window TIME too.");
        }
        else if (Has(_window) && !Has(_key))
        {
            result.AddError("Name the field that separates the windows: --key FIELD.");
        }
        else if (Has(_window) && !_store.HasFields(result))
        {
            result.AddError("Fields are read from JSON; say --json or --single-quoted.");
        }

        if (Has(_copies) && !Has(_checkpoint))
        {
            result.AddError("--checkpoint-copy keeps a copy of a directory; name it: --checkpoint DIR.");
        }

        bool Has(Option option) => result.GetResult(option) is { Implicit: false };
    }
}
