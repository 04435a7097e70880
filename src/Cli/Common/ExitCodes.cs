namespace HotStream.Cli;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>Something failed while running: port in use, directory gone, totals that disagree.</summary>
    public const int Failed = 1;

    /// <summary>The arguments were wrong; nothing was started.</summary>
    public const int Usage = 2;
}
