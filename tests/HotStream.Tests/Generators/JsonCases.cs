using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Generators;

/// <summary>JSON texts: whole ones, written by the framework, and damaged ones.</summary>
internal static class JsonCases
{
    /// <summary>Names of fields: the ones tests ask for and others, some with escapes.</summary>
    public static readonly Gen<string> Name =
        Gen.Elements("a", "b", "c", "other", "", "a name that is longer than thirty-two bytes", "\u00e4", "a\"b");

    private static readonly Gen<string> s_string = Gen.OneOf(
        Gen.Elements("", "1", "-12", "true", "plain", "it's", "with \"quotes\"", "line\nend", "back\\slash", "\u20ac and \u00e4",
            "exactly sixteen!", "a text of more than thirty-two bytes, surely"),
        Cases.Arrays(Gen.Choose(0, 0x2FF).Select(c => (char)c), 0, 40).Select(chars => new string(chars)));

    private static readonly Gen<object?> s_leaf = Gen.OneOf(
        s_string.Select(text => (object?)text),
        Gen.Choose(int.MinValue, int.MaxValue).Select(number => (object?)(long)number),
        Gen.Elements<object?>(0.5, -1e300, 1.25e-7, true, false, null, long.MaxValue, 0L));

    /// <summary>Names with values, in order; a name may come twice.</summary>
    public static readonly Gen<(string Name, object? Value)[]> Object =
        Cases.Arrays(Name.SelectMany(name => Value(2).Select(value => (name, value))), 0, 8);

    /// <summary>A whole object, with blanks between its tokens or without, its characters escaped one way or the other.</summary>
    public static readonly Gen<byte[]> Text = Object.SelectMany(fields => Gen.Choose(0, 3).Select(how => Write(fields, how)));

    /// <summary>Objects in which a few bytes were replaced, dropped or doubled.</summary>
    public static readonly Gen<byte[]> Damaged =
        Text.SelectMany(text => Cases.Arrays(Gen.Choose(0, 1 << 20).Two(), 0, 3).Select(hits => Damage(text, hits)));

    public static byte[] Write((string Name, object? Value)[] fields, int how)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions
        {
            Indented = (how & 1) != 0,
            SkipValidation = true,
            Encoder = (how & 2) != 0 ? System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping : null,
        }))
        {
            writer.WriteStartObject();
            foreach ((string name, object? value) in fields)
            {
                writer.WritePropertyName(name);
                Write(writer, value);
            }

            writer.WriteEndObject();
        }

        return output.ToArray();
    }

    private static Gen<object?> Value(int depth) => depth == 0 ? s_leaf : Gen.Frequency(
        (6, s_leaf),
        (1, Cases.Arrays(Gen.Constant(0).SelectMany(_ => Value(depth - 1)), 0, 3).Select(items => (object?)items)),
        (1, Cases.Arrays(Name.SelectMany(name => Value(depth - 1).Select(value => (name, value))), 0, 3)
            .Select(fields => (object?)fields)));

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case object?[] items:
                writer.WriteStartArray();
                Array.ForEach(items, item => Write(writer, item));
                writer.WriteEndArray();
                break;
            case (string Name, object? Value)[] fields:
                writer.WriteStartObject();
                foreach ((string name, object? inner) in fields)
                {
                    writer.WritePropertyName(name);
                    Write(writer, inner);
                }

                writer.WriteEndObject();
                break;
        }
    }

    private static byte[] Damage(byte[] text, (int Place, int How)[] hits)
    {
        var bytes = new List<byte>(text);
        foreach ((int place, int how) in hits)
        {
            if (bytes.Count == 0)
            {
                break;
            }

            int at = place % bytes.Count;
            byte b = Encoding.ASCII.GetBytes("{}[]\",:\\'0-1.eEtnu \n\0\u007f")[how / 4 % 22];
            switch (how % 4)
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes.Insert(at, bytes[at]);
                    break;
                case 2:
                    bytes.Insert(at, b);
                    break;
                default:
                    bytes[at] = b;
                    break;
            }
        }

        return [.. bytes];
    }
}
