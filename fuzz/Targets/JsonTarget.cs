using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using HotStream.Io;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// The JSON projection against the framework's reader: the same texts are taken, no byte behind them is read. And single quotes: whatever
/// comes out is JSON, or was refused.
/// </summary>
internal sealed class JsonTarget : IFuzzTarget
{
    private readonly JsonParser _parser = new(["a", "b"]);
    private readonly SingleQuotes _quotes = new();

    public string Name => "json";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        "{\"a\": 1, \"b\": [true, false, null, {\"c\": -1.5e+7}], \"longer than sixteen\": \"x\\u00e4\\n\"}"u8.ToArray(),
        " { } "u8.ToArray(),
        "{\"a\":{\"a\":{\"a\":[[[]]]}},\"b\":0}"u8.ToArray(),
        "\uFEFF{\"a\": \"\u20ac\"}\r\n"u8.ToArray(),
        [.. "{\"a\": 1, \"a"u8, 0xC3, 0x28, .. "\": 2}"u8],
        "{'t': (1, (2,)), 'd': Decimal('1.5'), u'u': u'\\U0001f600', 'n': -inf}"u8.ToArray(),
        "{'name': 'O'Brien', 'b': None, \"c\": \"it's\", 'd': ['x', 'y']}"u8.ToArray(),
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        Check.Same(IsObject(input), _parser.TryParse(input), "whether it is a JSON object");
        Check.Same(IsObject(WithoutMark(input)) && Utf8.IsValid(input), IsTaken(input), "whether it is a JSON object in UTF-8");
        Check.Same(
            JsonScan.StringEndSlowly(ref MemoryMarshal.GetReference(input), 0, input.Length),
            JsonScan.StringEnd(ref MemoryMarshal.GetReference(input), 0, input.Length),
            "end of the string");
        ReadOnlySpan<byte> json = _quotes.Convert(input);
        if (_quotes.Problem is null && IsObject(input) && input.IndexOf((byte)'\'') < 0 && input.IndexOf((byte)'\\') < 0)
        {
            byte[] line = input.ToArray();
            line.AsSpan().Replace((byte)'\n', (byte)' ');
            line.AsSpan().Replace((byte)'\r', (byte)' ');
            Check.Same(line, json, "JSON without single quotes");
        }
    }

    /// <summary>Asks the parser as a stream does, from a text that ends where the input ends.</summary>
    private bool IsTaken(ReadOnlySpan<byte> input)
    {
        using var texts = new Utf8Arena();
        _parser.Parse(texts.Add(input));
        return _parser.Problem is null;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) => text.StartsWith("\uFEFF"u8) ? text[3..] : text;

    private static bool IsObject(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
            }

            return isObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
