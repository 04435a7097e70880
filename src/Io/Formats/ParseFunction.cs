using System.Diagnostics.CodeAnalysis;

namespace HotStream.Io;

/// <summary>Parses each record and gives its fields to the user's function, which may find them wrong.</summary>
internal sealed class ParseFunction<TIn, TPayload, TOut>(RecordParser parser, Func<TIn, FieldRow, TOut> select)
    : BlockFunction<TIn, TOut>
    where TPayload : struct, IPayload<TIn>
{
    private BlockOutput<TOut>? _output;
    private OpenFile? _file; // whose header the parser knows

    protected override void Process(ReadOnlySpan<TIn> records, BlockOutput<TOut> output)
    {
        if (_output != output)
        {
            _output = output;
            parser.Store = output.Store;
        }

        FileOrigin? headed = parser is CsvParser { HasHeader: true } csv ? UseHeader(csv, output) : null;
        int first = headed?.IsFirstLine(output.LineOf(0)) == true ? 1 : 0; // lines of a file begin with a block
        for (int i = first; i < records.Length; i++)
        {
            parser.Parse(TPayload.Of(records[i]));
            if (parser.Problem is null)
            {
                if (TrySelect(records[i], output, out TOut? result) && parser.Problem is null)
                {
                    output.Add(result);
                    continue;
                }
            }

            output.Reject(i, TPayload.SourceOf(records[i]), parser.Problem!, TPayload.Of(records[i]).Bytes);
        }
    }

    /// <summary>The records of a block are lines of one file, whose first line says what its columns are.</summary>
    private FileOrigin UseHeader(CsvParser csv, BlockOutput<TOut> output)
    {
        FileOrigin origin = output.Origin as FileOrigin ?? throw new InvalidOperationException(
            "The lines come from a cache, which does not know their files and their header rows; cache what ParseCsv gives instead.");
        if (!ReferenceEquals(_file, origin.File))
        {
            _file = origin.File;
            csv.UseHeader(origin.Header);
        }

        return origin;
    }

    /// <summary>Asks the user's function; false when it threw and such records are rejected.</summary>
    private bool TrySelect(TIn record, BlockOutput<TOut> output, [MaybeNullWhen(false)] out TOut result)
    {
        try
        {
            result = select(record, new FieldRow(parser));
            return true;
        }
        catch (Exception failure) when (output.RejectsFailures)
        {
            parser.Refuse($"The function of its fields threw {failure.GetType().Name}: {failure.Message}");
            result = default;
            return false;
        }
    }
}
