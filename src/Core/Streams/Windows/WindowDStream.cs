namespace HotStream;

/// <summary>
/// All records of the last length, each slide. Every parent batch is computed and kept when its time comes, and
/// shared by the windows it is in.
/// </summary>
internal sealed class WindowDStream<T>(DStream<T> parent, PaneGrid grid)
    : DStream<T>(parent.Context, [parent], "Window", grid.SlideMilliseconds)
{
    private readonly RetainedBatches<T> _kept = new(parent, grid.LengthMilliseconds);

    internal override void Advance(BatchTime time)
    {
        if (parent.IsValid(time))
        {
            _kept.Advance(time, grid.Covers(time.Milliseconds - Context.ZeroTime.Milliseconds));
        }
    }

    internal override Recoverable CreateRecoverable(OperatorPlace place) => _kept.CreateRecoverable(place, OperatorName, grid);

    internal override void OnContextStop() => _kept.Release();

    internal override Batch<T>? Compute(BatchTime time) => time == Context.LastGenerated
        ? new WindowedBatch<T>(Context.Graph.ScopeOf(time), _kept.Between(time.Milliseconds - grid.LengthMilliseconds, time.Milliseconds))
        : throw WindowErrors.NotKept(OperatorName, time);
}
