namespace HotStream.Tests;

public sealed class SideThreadTests
{
    [Fact]
    public void What_fails_on_it_fails_where_its_end_is_waited_for()
    {
        var failing = new SideThread(() => throw new InvalidDataException("the test says so"));
        failing.Start();
        Assert.Equal("the test says so", Assert.Throws<InvalidDataException>(() => failing.Join()).Message);
        Assert.False(failing.IsAlive);
    }

    [Fact]
    public void Whether_it_has_ended_is_seen()
    {
        using var go = new ManualResetEventSlim();
        var waiting = new SideThread(() => go.Wait());
        waiting.Start();
        Assert.False(waiting.Join(TimeSpan.FromMilliseconds(1)));
        Assert.True(waiting.IsAlive);
        go.Set();
        waiting.Join();
        Assert.False(waiting.IsAlive);
    }
}
