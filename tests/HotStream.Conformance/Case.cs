using System.Text.Json;

namespace HotStream.Conformance;

/// <summary>One case: what goes in, what is done, what must come out and when, or the error that must be reported instead.</summary>
internal sealed class Case
{
    private readonly Fields _fields;

    public Case(int position, JsonElement json)
    {
        _fields = new Fields($"case {position}", json);
        Id = _fields.String("id");
        _fields = new Fields(Id, json);
        Area = _fields.String("area");
        Operator = _fields.String("operator");
        Params = _fields.Object("params");
        Input = _fields.List("input");
        Expected = _fields.Has("expected") ? _fields.List("expected") : null;
        ExpectedError = _fields.Has("expected_error") ? _fields.String("expected_error") : null;
        if ((Expected is null) == (ExpectedError is null))
        {
            throw new CorpusException($"{Id} needs either expected or expected_error");
        }

        Fires = Expected is null ? [] : [.. _fields.Values("fires").Select(batch => batch.AsLong)];
        if (Expected is not null && Expected.Count != Fires.Count)
        {
            throw new CorpusException($"{Id} has {Expected.Count} expected batches but {Fires.Count} fires");
        }
    }

    public string Id { get; }

    public string Area { get; }

    public string Operator { get; }

    public Fields Params { get; }

    /// <summary>Items of each batch, as the operator understands them.</summary>
    public IReadOnlyList<JsonElement> Input { get; }

    /// <summary>Items of each batch of the second stream, or null.</summary>
    public IReadOnlyList<JsonElement>? Input2 => _fields.Has("input2") ? _fields.List("input2") : null;

    public bool Ordered => _fields.Bool("ordered", false);

    public bool InnerBag => _fields.Bool("inner_bag", false);

    public IReadOnlyList<JsonElement>? Expected { get; }

    /// <summary>The batch, counted from 1, that gives each expected entry.</summary>
    public IReadOnlyList<long> Fires { get; }

    public string? ExpectedError { get; }

    public IReadOnlyList<Step> Steps => Params.Steps("steps");

    public TimeSpan BatchInterval => TimeSpan.FromMilliseconds(Params.Long("batchMs", 1000));

    /// <summary>The items of one batch as values; none behind the end.</summary>
    public static Value[] Items(IReadOnlyList<JsonElement> input, int batch) =>
        batch < input.Count ? [.. Value.Parse(input[batch]).AsList] : [];
}
