using System.Collections.Concurrent;

namespace HotStream.Tests.Connectors;

/// <summary>
/// Stands before s3rver and refuses, as S3 does, to create an object that is there where <c>If-None-Match: *</c> is asked.
/// </summary>
internal sealed class CreateOnlyStand : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _there = [];

    public CreateOnlyStand(string behind)
    {
        Proxy = new ObjectProxy(behind);
        Proxy.Answer = async (context, target) =>
        {
            string name = target.Split('?')[0];
            if (context.Request.Method == "DELETE")
            {
                _there.TryRemove(name, out _);
            }

            return context.Request.Method == "PUT" && context.Request.Headers.IfNoneMatch == "*" && !_there.TryAdd(name, true)
                && await ObjectProxy.RefuseAsync(context, 412, "PreconditionFailed");
        };
    }

    public ObjectProxy Proxy { get; }

    public void Dispose() => Proxy.Dispose();
}
