namespace HotStream.Bench;

/// <summary>Something the hardware or the kernel bounds, measured alone.</summary>
internal interface ILimit
{
    /// <summary>Warms up, measures a few times and returns the median.</summary>
    LimitResult Measure();
}
