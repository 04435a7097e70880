using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>Sleeps to a fraction of a millisecond where the system can (Linux: nanosleep), else to the next millisecond.</summary>
internal static partial class PreciseSleep
{
    private const int SetTimerSlack = 29; // PR_SET_TIMERSLACK of prctl(2)

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

    /// <summary>
    /// From now on the system wakes the calling thread when its time is over: Linux may let it sleep for 50 us more, to wake several
    /// threads at once. Elsewhere nothing changes.
    /// </summary>
    public static void WakeThisThreadInTime()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetOfThread(SetTimerSlack, 1, 0, 0, 0); // refused, it sleeps as before
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetOfThread(int option, nuint nanoseconds, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Nanosleep(in TimeSpec request, IntPtr remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
