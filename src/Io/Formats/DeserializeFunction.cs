using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HotStream.Io;

/// <summary>Makes an object of each record.</summary>
internal sealed class DeserializeFunction<TIn, TPayload, TOut>(JsonTypeInfo<TOut> type) : BlockFunction<TIn, TOut>
    where TPayload : struct, IPayload<TIn>
{
    protected override void Process(ReadOnlySpan<TIn> records, BlockOutput<TOut> output)
    {
        for (int i = 0; i < records.Length; i++)
        {
            ReadOnlySpan<byte> text = TPayload.Of(records[i]).Bytes;
            string problem = "The record is null.";
            try
            {
                if (JsonSerializer.Deserialize(ByteOrderMark.Skip(text), type) is { } made)
                {
                    output.Add(made);
                    continue;
                }
            }
            catch (JsonException failure)
            {
                problem = $"The record is no {typeof(TOut).Name} in JSON: {failure.Message}";
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // its constructor says so, or a converter
                problem = $"The record is no {typeof(TOut).Name}: {failure.Message} ({failure.GetType().Name})";
            }

            output.Reject(i, TPayload.SourceOf(records[i]), problem, text);
        }
    }
}
