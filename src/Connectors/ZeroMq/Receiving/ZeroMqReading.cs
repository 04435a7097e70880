namespace HotStream.ZeroMq;

/// <summary>What all connections of a receiver have in common.</summary>
/// <param name="Options">What the user wants.</param>
/// <param name="Role">Who we are.</param>
/// <param name="Topics">What is subscribed to; nothing for PULL.</param>
/// <param name="Form">What becomes of a message.</param>
internal sealed record ZeroMqReading<TForm>(ZeroMqReadOptions Options, ZmtpRole Role, IReadOnlyList<string> Topics, TForm Form)
    where TForm : struct;
