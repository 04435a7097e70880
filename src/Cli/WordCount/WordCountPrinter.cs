using System.Globalization;
using System.Text;

namespace HotStream.Cli;

/// <summary>Writes each batch's top words under Spark's header, one write a batch.</summary>
/// <param name="output">Where to.</param>
/// <param name="top">Words shown; <c>...</c> says that there are more.</param>
/// <param name="forPeople">Whether a terminal shows it: control characters, which could steer the terminal, are
/// then shown as escapes.</param>
internal sealed class WordCountPrinter(TextWriter output, int top, bool forPeople)
{
    private const string Rule = "-------------------------------------------";

    private readonly TopWords _top = new(top);
    private readonly StringBuilder _text = new();

    public void Print(Batch<KeyValuePair<Utf8Slice, long>> counts, BatchTime time)
    {
        _top.Read(counts);
        _text.Clear().Append(Rule).Append('\n').Append("Time: ").Append(time).Append('\n').Append(Rule).Append('\n');
        foreach ((string word, long count) in _top.Best)
        {
            _text.Append('(').Append(Shown(word)).Append(',').Append(count.ToString(CultureInfo.InvariantCulture)).Append(")\n");
        }

        _text.Append(_top.Distinct > top ? "...\n\n" : "\n");
        output.Write(_text.ToString());
        output.Flush();
    }

    private string Shown(string word) => forPeople ? PlainText.Of(word, int.MaxValue) : word;
}
