using System.Text;
using HotStream.Mqtt;

namespace HotStream;

/// <summary>
/// Which topics devices may publish and subscribe to: what no rule allows is refused. Give <see cref="Decide"/> to
/// <see cref="MqttListenerOptions.Authorize"/>. In filters <c>%u</c> stands for the user's name and <c>%c</c> for the client's, as whole
/// levels: <c>devices/%c/#</c>; a name that holds a wildcard or a slash fits nothing. Add rules before the listener
/// starts; deciding is thread-safe.
/// </summary>
public sealed class MqttTopicRules
{
    private readonly List<(MqttAccessKind Kind, string? User, string Filter)> _rules = [];

    /// <summary>Allows to publish to the topics of a filter.</summary>
    /// <param name="filter">A topic filter.</param>
    /// <param name="user">Whom; null for everybody.</param>
    /// <exception cref="ArgumentException">The filter cannot be one.</exception>
    public MqttTopicRules AllowPublish(string filter, string? user = null) => Add(MqttAccessKind.Publish, user, filter);

    /// <summary>Allows to subscribe to a filter, or to any that covers no more.</summary>
    /// <param name="filter">A topic filter.</param>
    /// <param name="user">Whom; null for everybody.</param>
    /// <exception cref="ArgumentException">The filter cannot be one.</exception>
    public MqttTopicRules AllowSubscribe(string filter, string? user = null) => Add(MqttAccessKind.Subscribe, user, filter);

    /// <summary>Allows what a rule allows, and refuses the rest. Takes a few dozen nanoseconds a rule.</summary>
    /// <param name="access">What a device wants.</param>
    public MqttDecision Decide(in MqttAccess access)
    {
        foreach ((MqttAccessKind kind, string? user, string filter) in _rules)
        {
            if (kind == access.Kind && (user is null || user == access.Login.UserName) && Fits(filter, access))
            {
                return MqttDecision.Allow;
            }
        }

        return MqttDecision.Refuse;
    }

    private static bool Fits(string filter, in MqttAccess access)
    {
        string own = filter;
        if (filter.Contains('%'))
        {
            if ((filter.Contains("%u", StringComparison.Ordinal) && !IsLevel(access.Login.UserName))
                || (filter.Contains("%c", StringComparison.Ordinal) && !IsLevel(access.Login.ClientId)))
            {
                return false;
            }

            string[] levels = filter.Split('/');
            for (int i = 0; i < levels.Length; i++)
            {
                levels[i] = levels[i] switch { "%u" => access.Login.UserName!, "%c" => access.Login.ClientId, _ => levels[i] };
            }

            own = string.Join('/', levels);
        }

        Span<byte> bytes = stackalloc byte[512];
        ReadOnlySpan<byte> rule = Encoding.UTF8.TryGetBytes(own, bytes, out int length) ? bytes[..length] : Encoding.UTF8.GetBytes(own);
        return access.Kind == MqttAccessKind.Publish ? MqttText.Matches(rule, access.Topic) : MqttText.Covers(rule, access.Topic);
    }

    private static bool IsLevel(string? name) => !string.IsNullOrEmpty(name) && name.AsSpan().IndexOfAny('/', '+', '#') < 0;

    private MqttTopicRules Add(MqttAccessKind kind, string? user, string filter)
    {
        ArgumentException.ThrowIfNullOrEmpty(filter);
        MqttError error = MqttText.CheckFilter(Encoding.UTF8.GetBytes(filter));
        if (error != MqttError.None)
        {
            throw new ArgumentException($"{PlainText.Of(filter)} is no topic filter: {MqttErrors.Describe(error)}.", nameof(filter));
        }

        _rules.Add((kind, user, filter));
        return this;
    }
}
