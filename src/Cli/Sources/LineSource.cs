namespace HotStream.Cli;

/// <summary>Lines of files, which nobody else counts.</summary>
internal abstract record LineSource : MessageSource
{
    private LongAccumulator? _lines;
    private long _linesSaid;

    public sealed override bool HasTopics => false;

    /// <summary>Where the files are.</summary>
    protected abstract string Place { get; }

    public sealed override DStream<MqttMessage> Open(StreamingContext context, StoreOptions options, Action isWell)
    {
        LongAccumulator lines = context.LongAccumulator("lines");
        _lines = lines;
        return Lines(context, options).Map(line =>
        {
            lines.Add(1);
            return new MqttMessage(default, line);
        }).Named(Place); // a line says nothing of where it is from, and dead letters do
    }

    public sealed override long TakenIn(BatchInfo batch)
    {
        long taken = _lines!.Value - _linesSaid;
        _linesSaid += taken;
        return taken;
    }

    /// <summary>Opens the stream of lines.</summary>
    protected abstract DStream<Utf8Slice> Lines(StreamingContext context, StoreOptions options);
}
