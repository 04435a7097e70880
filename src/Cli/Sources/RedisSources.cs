namespace HotStream.Cli;

/// <summary>
/// <c>redis://HOST:6379/DATABASE?stream=NAME</c>: a stream from its first entry, or, with <c>group=NAME</c>, as a consumer of a group.
/// </summary>
internal static class RedisSources
{
    public static MessageSource Open(AddressReader reader)
    {
        RedisLogin login = RedisLogin.Read(reader);
        string key = reader.Need("stream");
        string? group = reader.Take("group");
        string? consumer = group is null ? null : reader.Take("consumer");
        string? field = reader.Take("field");
        RedisStart start = reader.TakeStartsNext() ? RedisStart.Next : RedisStart.First;
        return new ServerSource($"redis {login.Server} {key}", login.Server, (context, options) =>
        {
            var read = new RedisOptions();
            return (group is null
                ? context.RedisReplayStream(login.Address, key, Fill(new RedisReplayOptions()))
                : context.RedisStream(login.Address, key, group, Fill(new RedisOptions { Consumer = consumer ?? read.Consumer })))
                .Map(static payload => new MqttMessage(default, payload));

            T Fill<T>(T settings)
                where T : RedisReadOptions
            {
                settings.Field = field ?? settings.Field;
                settings.Start = start;
                return login.Fill(settings, options);
            }
        })
        {
            IsTls = login.IsTls,
            Topics = false,
        };
    }
}
