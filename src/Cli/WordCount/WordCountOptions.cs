using System.Net;

namespace HotStream.Cli;

/// <summary>What <c>hotstream wordcount</c> was asked. Exactly one of the three sources is set.</summary>
internal sealed record WordCountOptions(HostPort? Connect, IPEndPoint? Listen, string? Directory, TimeSpan Interval, int Top);
