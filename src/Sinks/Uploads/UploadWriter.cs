using System.Buffers;
using System.IO.Compression;

namespace HotStream.Sinks;

/// <summary>One partition's files: one for each batch in which it has records, a line for each record.</summary>
internal sealed class UploadWriter<T>(UploadTarget<T> target, SinkPartition partition) : SinkWriter<T>
{
    private const int EncodedBytesMax = 1 << 20; // of an encoder's buffer that is kept

    private readonly Stack<ArrayBufferWriter<byte>> _free = new();
    private ArrayBufferWriter<byte> _encoded = new();
    private UploadBody? _upload;
    private Stream? _body;
    private Task _aborting = Task.CompletedTask;
    private BatchTime _batch;
    private long _record;

    protected override void Begin(BatchTime time)
    {
        (_batch, _record) = (time, 0);
        _aborting.GetAwaiter().GetResult(); // its parts are not ours any more
        var requests = new UploadRequests(target.Store, target.FileOf(time, partition), target.Store.TimeProvider ?? partition.TimeProvider,
            partition.Logger);
        _upload = new UploadBody(requests, _free, partition.BatchStopping);
        _body = target.Gzip ? new GZipStream(_upload, CompressionLevel.Fastest, leaveOpen: true) : _upload;
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            _encoded.ResetWrittenCount();
            try
            {
                target.Encoder.Encode(in record, _encoded);
                _encoded.Write("\n"u8);
            }
            catch (Exception cause)
            {
                partition.Reject(target.Store.Name, _batch, _record++, $"it could not be encoded: {PlainText.Of(cause.Message)}",
                    target.Encoder.Describe(in record, _encoded.WrittenSpan));
                continue;
            }

            _record++;
            _body!.Write(_encoded.WrittenSpan);
        }

        if (_encoded.Capacity > EncodedBytesMax)
        {
            _encoded = new ArrayBufferWriter<byte>();
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        // waiting for parts is not the worker's
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (_body is GZipStream packed)
        {
            await packed.DisposeAsync().ConfigureAwait(false); // its end
        }

        await _upload!.CompleteAsync(stop).ConfigureAwait(false);
    }

    protected override void Abort()
    {
        if (_upload is { } upload)
        {
            (_upload, _body) = (null, null);
            _aborting = upload.AbortAsync();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _aborting.GetAwaiter().GetResult();
        base.Dispose(disposing);
    }
}
