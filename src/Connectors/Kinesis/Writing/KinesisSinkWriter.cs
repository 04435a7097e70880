using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace HotStream.Kinesis;

/// <summary>One partition's requests: one is filled on the worker while the one before is sent. They go one after the other.</summary>
internal sealed class KinesisSinkWriter<T>(KinesisTarget<T> target, SinkPartition partition) : SinkWriter<T>
{
    private const int KeyCharactersMax = 256;
    private const int EncodedBytesMax = 1 << 20; // of a buffer that is kept

    private readonly KinesisPut _put = new(target.Client, target.Options, target.Stream, target.Name, partition);
    private readonly ArrayBufferWriter<byte> _key = new();
    private ArrayBufferWriter<byte> _data = new();
    private PutItems _filling = new();
    private PutItems _spare = new();
    private Task _sending = Task.CompletedTask;
    private BatchTime _batch;
    private long _record;
    private uint _any = (uint)Random.Shared.Next(); // a partition key where none is wanted

    protected override void Begin(BatchTime time)
    {
        AwaitSending(); // of a batch that failed
        (_batch, _record) = (time, 0);
        _filling.Clear();
        _spare.Clear();
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            Add(in record);
            _record++;
        }

        if (_data.Capacity > EncodedBytesMax)
        {
            _data = new ArrayBufferWriter<byte>();
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        await _sending.WaitAsync(stop).ConfigureAwait(false);
        await _put.SendAsync(_filling, _batch, stop).ConfigureAwait(false);
    }

    protected override void Abort()
    {
        // what is under way ends with the batch
    }

    protected override void Dispose(bool disposing)
    {
        AwaitSending();
        base.Dispose(disposing);
    }

    private void Add(in T record)
    {
        _key.ResetWrittenCount();
        _data.ResetWrittenCount();
        try
        {
            if (target.Key is null)
            {
                WriteAnyKey();
            }
            else
            {
                target.Key.Encode(in record, _key);
            }

            target.Data.Encode(in record, _data);
        }
        catch (Exception cause)
        {
            Reject(in record, $"it could not be encoded: {PlainText.Of(cause.Message)}");
            return;
        }

        if (FindProblem() is { } problem)
        {
            Reject(in record, problem);
            return;
        }

        if (!_filling.HasRoom(_key.WrittenCount + _data.WrittenCount))
        {
            SendFilled();
        }

        _filling.Add(_key.WrittenSpan, _data.WrittenSpan, _record);
    }

    private string? FindProblem()
    {
        ReadOnlySpan<byte> key = _key.WrittenSpan;
        if (!Utf8.IsValid(key) || key.IsEmpty || Encoding.UTF8.GetCharCount(key) > KeyCharactersMax)
        {
            return $"its partition key has {key.Length} bytes: a key is UTF-8 of 1 to {KeyCharactersMax} characters";
        }

        long bytes = (long)key.Length + _data.WrittenCount;
        return bytes > target.Options.RecordBytesMax ? $"it has {bytes} bytes with its key, more than the maximum of "
            + $"{target.Options.RecordBytesMax}; raise KinesisSinkOptions.RecordBytesMax if the stream takes larger ones" : null;
    }

    private void Reject(in T record, string problem) =>
        partition.Reject(target.Name, _batch, _record, problem, target.Data.Describe(in record, _data.WrittenSpan));

    /// <summary>Sends what was filled, when what was before is done.</summary>
    private void SendFilled()
    {
        _sending.GetAwaiter().GetResult();
        (PutItems filled, _filling, _spare) = (_filling, _spare, _filling);
        _filling.Clear();
        _sending = _put.SendAsync(filled, _batch, partition.BatchStopping);
    }

    private void WriteAnyKey()
    {
        Span<byte> digits = _key.GetSpan(10);
        Utf8Formatter.TryFormat(_any++, digits, out int written);
        _key.Advance(written);
    }

    /// <summary>Waits for what is under way, whatever comes of it.</summary>
    private void AwaitSending()
    {
        try
        {
            _sending.GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // its batch has failed
        }

        _sending = Task.CompletedTask;
    }
}
