using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HotStream.Cli;

/// <summary>A message on its way to InfluxDB: the values of tags and fields, and its time.</summary>
internal struct InfluxPoint
{
    /// <summary>Most tags and fields of a point.</summary>
    public const int ValuesMax = 16;

    private Values _values;

    /// <summary>Its time.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>Sets a value.</summary>
    public void Set(int number, Utf8Slice text, JsonValueKind kind) => _values[number] = new Value(text, kind);

    /// <summary>A value's text and kind.</summary>
    public readonly (Utf8Slice Text, JsonValueKind Kind) Get(int number) => (_values[number].Text, _values[number].Kind);

    private readonly record struct Value(Utf8Slice Text, JsonValueKind Kind);

    [InlineArray(ValuesMax)]
    private struct Values
    {
        private Value _first;
    }
}
