using System.Text;

namespace HotStream.Mqtt;

/// <summary>
/// Who gets what: subscriptions, and the last message of each topic that was to be retained. Publishing takes no lock unless a
/// message is retained. Thread-safe.
/// </summary>
internal sealed class MqttRouter(MqttListenerOptions options, Action<string> report)
{
    private const int FiltersMax = 256; // of a session
    private const int FilterBytesMax = 1024;

    [ThreadStatic]
    private static List<MqttSubscriber>? t_found;

    private readonly Lock _gate = new();
    private readonly MqttTopicNode _root = new();
    private readonly Dictionary<string, MqttMail> _retained = [];
    private int _subscriptions;
    private long _retainedBytes;
    private bool _saidFull;

    /// <summary>Whether somebody might want what is published.</summary>
    public bool HasSubscriptions => Volatile.Read(ref _subscriptions) > 0;

    /// <summary>Sends a message to all who subscribed to its topic. Returns to how many it goes, at once or when they are there.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="payload">What is said.</param>
    /// <param name="properties">Properties of MQTT 5 as they came.</param>
    /// <param name="qos">0 to 2.</param>
    /// <param name="retain">Whether it is kept for those who subscribe later; nothing said takes back what was kept.</param>
    /// <param name="from">Who publishes; null for the program.</param>
    public int Publish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, byte qos,
        bool retain, MqttMailbox? from)
    {
        MqttMail? mail = null;
        if (retain)
        {
            mail = MqttMail.Of(topic, payload, properties, qos, Environment.TickCount64);
            Retain(mail);
        }

        if (!HasSubscriptions)
        {
            return 0;
        }

        List<MqttSubscriber> found = t_found ??= [];
        found.Clear();
        _root.Match(topic, found);
        if (found.Count > 1)
        {
            KeepBest(found);
        }

        int sent = 0;
        foreach (MqttSubscriber to in found)
        {
            if (!to.NotMyOwn || to.Mailbox != from)
            {
                mail ??= MqttMail.Of(topic, payload, properties, qos, Environment.TickCount64);
                sent += to.Mailbox.Post(mail, Math.Min(qos, to.Qos), retain && to.KeepsRetain) ? 1 : 0;
            }
        }

        found.Clear();
        return sent;
    }

    /// <summary>Subscribes. Returns the code of SUBACK: the granted QoS, or why not.</summary>
    /// <param name="mailbox">Who.</param>
    /// <param name="filter">To what.</param>
    /// <param name="subscription">Its options.</param>
    /// <param name="isNew">Whether it was not there before.</param>
    public byte Subscribe(MqttMailbox mailbox, ReadOnlySpan<byte> filter, byte subscription, out bool isNew)
    {
        isNew = false;
        if (filter.StartsWith("$share/"u8))
        {
            return MqttReason.SharedSubscriptionsNotSupported;
        }

        string name = Encoding.UTF8.GetString(filter);
        byte granted = (byte)((subscription & ~3) | Math.Min(subscription & 3, 1));
        lock (_gate)
        {
            isNew = !mailbox.Filters.ContainsKey(name);
            if (filter.Length > FilterBytesMax || (isNew && mailbox.Filters.Count >= FiltersMax))
            {
                return MqttReason.QuotaExceeded;
            }

            mailbox.Filters[name] = granted;
            _root.Set(filter, mailbox, granted);
            _subscriptions += isNew ? 1 : 0;
        }

        return (byte)(granted & 3);
    }

    /// <summary>Ends a subscription. Returns whether there was one.</summary>
    public bool Unsubscribe(MqttMailbox mailbox, ReadOnlySpan<byte> filter)
    {
        lock (_gate)
        {
            if (!mailbox.Filters.Remove(Encoding.UTF8.GetString(filter)))
            {
                return false;
            }

            _root.Set(filter, mailbox, options: null);
            _subscriptions--;
            return true;
        }
    }

    /// <summary>Ends all subscriptions of a session.</summary>
    public void Forget(MqttMailbox mailbox)
    {
        lock (_gate)
        {
            foreach (string filter in mailbox.Filters.Keys)
            {
                _root.Set(Encoding.UTF8.GetBytes(filter), mailbox, options: null);
            }

            _subscriptions -= mailbox.Filters.Count;
            mailbox.Filters.Clear();
        }
    }

    /// <summary>Sends what is retained to one who has just subscribed.</summary>
    public void SendRetained(MqttMailbox mailbox, ReadOnlySpan<byte> filter, byte qos)
    {
        List<MqttMail> fitting = [];
        long now = Environment.TickCount64;
        lock (_gate)
        {
            if (filter.IndexOfAny((byte)'+', (byte)'#') < 0)
            {
                if (_retained.TryGetValue(Encoding.UTF8.GetString(filter), out MqttMail? one))
                {
                    fitting.Add(one);
                }
            }
            else
            {
                foreach (MqttMail mail in _retained.Values)
                {
                    if (MqttText.Matches(filter, mail.Topic))
                    {
                        fitting.Add(mail);
                    }
                }
            }
        }

        foreach (MqttMail mail in fitting)
        {
            if (mail.Expires > now)
            {
                mailbox.Post(mail, Math.Min(mail.Qos, qos), retain: true);
            }
        }
    }

    private void Retain(MqttMail mail)
    {
        string topic = Encoding.UTF8.GetString(mail.Topic);
        lock (_gate)
        {
            if (_retained.Remove(topic, out MqttMail? old))
            {
                _retainedBytes -= old.Bytes;
            }

            if (mail.Payload.Length == 0)
            {
                return;
            }

            if (_retained.Count < options.RetainedMessagesMax && _retainedBytes + mail.Bytes <= options.QueuedBytesMax)
            {
                _retained[topic] = mail;
                _retainedBytes += mail.Bytes;
                return;
            }

            if (_saidFull)
            {
                return;
            }

            _saidFull = true;
        }

        report($"A message of topic {PlainText.Of(topic)} is not retained, and neither are others of new topics: "
            + $"{options.RetainedMessagesMax} topics, or the bytes of "
            + "MqttListenerOptions.QueuedBytesMax, are retained already (RetainedMessagesMax).");
    }

    /// <summary>Of several subscriptions of one session that fit, the one of the highest QoS sends.</summary>
    private static void KeepBest(List<MqttSubscriber> found)
    {
        var best = new Dictionary<MqttMailbox, MqttSubscriber>(found.Count);
        foreach (MqttSubscriber subscriber in found)
        {
            if (!best.TryGetValue(subscriber.Mailbox, out MqttSubscriber other) || other.Qos < subscriber.Qos)
            {
                best[subscriber.Mailbox] = subscriber;
            }
        }

        found.Clear();
        found.AddRange(best.Values);
    }
}
