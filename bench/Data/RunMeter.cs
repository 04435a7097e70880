using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// Time, allocated bytes and processor time of a part of a run. Servers are other processes: the processor time is that of who reads them,
/// with all its threads, and says more than the rate where cores are shared.
/// </summary>
internal readonly struct RunMeter
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly long _bytes = GC.GetTotalAllocatedBytes(precise: true);
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;

    public RunMeter()
    {
    }

    /// <summary>What the run gave.</summary>
    /// <param name="records">Its records.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="measured">How many of the records the measured part had; null for all.</param>
    public JobOutcome Outcome(long records, Func<JobAnswer> answer, long? measured = null)
    {
        var elapsed = Stopwatch.GetElapsedTime(_began);
        var cpu = Environment.CpuUsage.TotalTime - _cpu;
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - _bytes;
        var share = (double)records / (measured ?? records);
        return new JobOutcome(records, answer)
        {
            Elapsed = elapsed * share,
            CpuTime = cpu * share,
            AllocatedBytes = (long)(bytes * share),
        };
    }
}
