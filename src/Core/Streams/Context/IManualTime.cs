namespace HotStream;

/// <summary>A clock that somebody sets by hand: in tests, where many contexts run side by side.</summary>
internal interface IManualTime;
