namespace HotStream.Tests.Memory;

public sealed class MemoryBudgetTests
{
    [Fact]
    public void A_slab_is_charged_while_it_is_leased()
    {
        var budget = new MemoryBudget(5 * Slab.StandardCapacity);
        Slab small = SlabPool.Rent(10, budget);
        Assert.Equal(Slab.StandardCapacity, budget.UsedBytes);
        Slab large = SlabPool.Rent(3 * Slab.StandardCapacity, budget); // four: large slabs are powers of two
        Assert.Equal(5 * Slab.StandardCapacity, budget.UsedBytes);
        small.AddLease();
        small.Release();
        Assert.Equal(5 * Slab.StandardCapacity, budget.UsedBytes);
        small.Release();
        large.Release();
        Assert.Equal(0, budget.UsedBytes);
    }

    [Fact]
    public void A_slab_that_comes_back_is_not_charged_to_its_last_budget_again()
    {
        var budget = new MemoryBudget(Slab.StandardCapacity);
        SlabPool.Rent(1, budget).Release();
        Slab unlimited = SlabPool.Rent();
        Assert.Equal(0, budget.UsedBytes);
        unlimited.Release();
        Assert.Equal(0, budget.UsedBytes);
    }

    [Fact]
    public void There_is_room_up_to_the_limit_and_always_for_the_first_slab()
    {
        var budget = new MemoryBudget(2 * Slab.StandardCapacity);
        Assert.True(budget.HasRoom(2 * Slab.StandardCapacity));
        Assert.True(budget.HasRoom(50 * Slab.StandardCapacity)); // a line longer than the budget must still come in, alone
        Slab slab = SlabPool.Rent(1, budget);
        Assert.True(budget.HasRoom(Slab.StandardCapacity));
        Assert.False(budget.HasRoom(Slab.StandardCapacity + 1));
        slab.Release();
    }

    [Fact]
    public void A_limit_below_one_slab_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryBudget(Slab.StandardCapacity - 1));

    [Fact]
    public void Charges_of_many_threads_add_up()
    {
        var budget = new MemoryBudget(long.MaxValue);
        Parallel.For(0, 1000, i => SlabPool.Rent(i % 100 == 0 ? 100_000 : 100, budget).Release());
        Assert.Equal(0, budget.UsedBytes);
    }
}
