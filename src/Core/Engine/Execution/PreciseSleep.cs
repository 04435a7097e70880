using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>Sleeps to a fraction of a millisecond where the system can (Linux: nanosleep), else to the next millisecond.</summary>
internal static partial class PreciseSleep
{
    public static void For(TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            var request = new TimeSpec
            {
                Seconds = time.Ticks / TimeSpan.TicksPerSecond,
                Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * 100
            };
            _ = Nanosleep(in request, IntPtr.Zero); // ends early on a signal; callers look at the clock again
        }
        else
        {
            Thread.Sleep((int)Math.Ceiling(time.TotalMilliseconds));
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Nanosleep(in TimeSpec request, IntPtr remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
