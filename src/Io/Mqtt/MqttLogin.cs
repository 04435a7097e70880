using System.Net;

namespace HotStream;

/// <summary>Who wants to connect to a listener.</summary>
/// <param name="ClientId">Its identifier; given by the listener when it has none.</param>
/// <param name="UserName">Its user name, or null.</param>
/// <param name="Password">Its password; empty when it sent none.</param>
/// <param name="RemoteEndPoint">Where it comes from.</param>
public sealed record MqttLogin(string ClientId, string? UserName, ReadOnlyMemory<byte> Password, EndPoint? RemoteEndPoint);
