namespace HotStream.Kafka;

/// <summary>What brokers say to a member of a group, and what can be done about it.</summary>
internal static class KafkaGroupTrouble
{
    /// <summary>Whether another generation of the group has begun, in which this member's offsets are not taken.</summary>
    public static bool IsOfGeneration(KafkaCode code) => code is KafkaCode.IllegalGeneration or KafkaCode.UnknownMember
        or KafkaCode.RebalanceInProgress or KafkaCode.AssignmentLost;

    /// <summary>In words, with what to do where somebody can.</summary>
    public static string Describe(string group, KafkaCode code, string text) => code switch
    {
        KafkaCode.GroupAuthorizationFailed => $"this user may not read as group {PlainText.Of(group)}: let it (READ on the group), or "
            + "take another group",
        KafkaCode.TopicAuthorizationFailed => $"this user may not read a topic: let it (READ on the topic). {PlainText.Of(text)}",
        KafkaCode.InconsistentGroupProtocol => $"other members of group {PlainText.Of(group)} deal partitions in another way: give all "
            + "the same partition.assignment.strategy, or take another group",
        KafkaCode.InvalidSessionTimeout => "the brokers do not allow this session.timeout.ms; choose one within their limits",
        KafkaCode.InvalidGroupId => $"the brokers do not allow the name of group {PlainText.Of(group)}; take another",
        KafkaCode.GroupMaxSizeReached => $"group {PlainText.Of(group)} has as many members as the brokers allow (group.max.size)",
        KafkaCode.FencedInstance => "another member has the same group.instance.id; give each its own",
        KafkaCode.MaxPollExceeded => "partitions were held back for longer than max.poll.interval.ms, so they went to other members",
        KafkaCode.UnknownTopicOrPartition or KafkaCode.UnknownTopic =>
            $"a topic does not exist, or may not be seen: {PlainText.Of(text)}. It is asked for again",
        _ => PlainText.Of(text),
    };
}
