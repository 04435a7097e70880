namespace HotStream;

/// <summary>An output that hands each batch to a function on the driver.</summary>
internal sealed class BatchOutput<T>(string name, DStream<T> source, Action<Batch<T>> run, Learner? learner = null) : IOutput
{
    private Batch<T>? _batch;

    public string Name => name;

    public StreamNode Source => source;

    public Learner? Learner => learner;

    public bool Generate(BatchTime time)
    {
        _batch = null; // a failing computation must not leave the batch before
        _batch = source.GetOrCompute(time);
        return _batch is not null;
    }

    public void Run() => run(_batch!);
}
