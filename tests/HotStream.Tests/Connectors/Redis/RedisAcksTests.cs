using HotStream.Redis;
using StackExchange.Redis;

namespace HotStream.Tests.Connectors.Redis;

public sealed class RedisAcksTests
{
    private readonly RedisAcks _acks = new();
    private readonly List<(string[] Ids, TaskCompletionSource<long> Answer)> _sent = [];

    [Fact]
    public void What_is_committed_is_sent_in_portions_and_none_waits_for_the_one_before()
    {
        Add(1, 3000);
        _acks.Send(committed: 2500, Send);
        Assert.Equal([1024, 1024, 452], _sent.Select(portion => portion.Ids.Length));
        Assert.Equal([.. Enumerable.Range(1, 2500).Select(Text)], _sent.SelectMany(portion => portion.Ids));
        Assert.Equal(3000, _acks.Count);
        _acks.Send(committed: 2500, Send);
        Assert.Equal(3, _sent.Count);
    }

    [Fact]
    public void An_entry_is_known_until_its_acknowledgement_is_answered()
    {
        Add(1, 1500);
        _acks.Send(committed: 1500, Send);
        _acks.TakeAnswers(isWaitedFor: false);
        Assert.True(_acks.Knows(RedisId.Parse(Text(1))));
        Answer(1); // the second: the first is looked at before it
        _acks.TakeAnswers(isWaitedFor: false);
        Assert.True(_acks.Knows(RedisId.Parse(Text(1200))));
        Answer(0);
        _acks.TakeAnswers(isWaitedFor: false);
        Assert.False(_acks.Knows(RedisId.Parse(Text(1))));
        Assert.False(_acks.Knows(RedisId.Parse(Text(1500))));
        Assert.Equal(0, _acks.Count);
    }

    [Fact]
    public void What_was_not_answered_is_sent_again_and_stays_the_same()
    {
        Add(1, 1100);
        _acks.Send(committed: 1100, Send);
        Answer(0);
        _acks.TakeAnswers(isWaitedFor: false);
        _sent[1].Answer.SetException(new TimeoutException("the test says so"));
        Assert.Throws<TimeoutException>(() => _acks.TakeAnswers(isWaitedFor: true));
        Assert.Equal(76, _acks.Count);
        _acks.Clear(); // a batch failed meanwhile; what was committed before it stays so
        Add(1, 10);
        _acks.SendAgain(Send);
        _acks.Send(committed: 5, Send);
        Assert.Equal(_sent[1].Ids, _sent[2].Ids);
        Assert.Equal([.. Enumerable.Range(1, 5).Select(Text)], _sent[3].Ids);
        Answer(2);
        Answer(3);
        _acks.TakeAnswers(isWaitedFor: true);
        Assert.Equal(5, _acks.Count);
    }

    private static string Text(int number) => $"{number}-0";

    private void Add(int first, int count)
    {
        foreach (int number in Enumerable.Range(first, count))
        {
            _acks.Add(number, RedisId.Parse(Text(number)), Text(number));
        }
    }

    private Task<long> Send(RedisValue[] ids)
    {
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _sent.Add(([.. ids.Select(id => (string)id!)], answer));
        return answer.Task;
    }

    private void Answer(int portion) => _sent[portion].Answer.SetResult(_sent[portion].Ids.Length);
}
