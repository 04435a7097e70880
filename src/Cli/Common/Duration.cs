using System.Globalization;

namespace HotStream.Cli;

/// <summary>Times as people say them: <c>120 ms</c>, <c>2.1 s</c>, <c>5 min 3 s</c>, <c>2 h 10 min</c>.</summary>
internal static class Duration
{
    public static string Text(TimeSpan time)
    {
        time = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return time.TotalSeconds switch
        {
            < 0.9995 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
            < 99.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):0} min {time.Seconds} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):0} h {time.Minutes} min"),
        };
    }
}
