using System.Globalization;
using System.Runtime.InteropServices;

namespace HotStream.Bench;

/// <summary>
/// Processor time of this process's threads. Where a machine's cores are lent to others meanwhile, the time by the clock says how much of
/// them was left; that of the busiest thread says how well the work is divided.
/// </summary>
internal sealed partial class ThreadTimes
{
    private const int PerThreadScheduled = 6; // of a clock's number: of one thread, as it was scheduled

    private readonly Dictionary<int, long> _before = Read();

    /// <summary>What the thread has spent since then that has spent most; null where that is not known.</summary>
    public TimeSpan? Busiest => OperatingSystem.IsLinux()
        ? TimeSpan.FromMicroseconds(Read().Max(now => now.Value - _before.GetValueOrDefault(now.Key)) / 1000.0) : null;

    private static Dictionary<int, long> Read()
    {
        var times = new Dictionary<int, long>();
        foreach (var task in OperatingSystem.IsLinux() ? Directory.GetDirectories("/proc/self/task") : [])
        {
            var id = int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture);
            if (ClockGetTime((~id << 3) | PerThreadScheduled, out var time) == 0)
                times[id] = (time.Seconds * 1_000_000_000) + time.Nanoseconds;
        }

        return times;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
